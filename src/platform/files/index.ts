/**
 * Files by content: what was sent in is kept as it came, named by its SHA-256 and encrypted at rest. A folder today; the interface fits an
 * object store. Uploads of people are looked at first: what they are is told by their content, never by their name.
 * Words: upload (a row of the house: name, type, size, hash, whose), sealed (encrypted at rest).
 */
export { folderStore, sha256Hex, type FileStore } from './store.ts';
export { fileKeyOf, parseFileKey, sealedStore, sealer, type Sealer } from './seal.ts';
export {
  cleanName,
  inspectUpload,
  MAX_FILE,
  uploadTypes,
  type Inspected,
  type UploadType,
} from './inspect.ts';
export { keepUpload, recordUpload, uploadAnswer, type Kept, type UploadRow } from './upload.ts';
