/** The same keys as the Chinese file, any words: a translation with a missing or extra key does not compile. */
export type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };
