import { orgCheckDigit, usccCheckDigit } from '#kernel';

const first = [
  ...'朔岚湛砚珀玑沅霁峤垣皓翊沣骐聿稷昶煜铄睿珩衍澍翰骁祺岱沐栩璟臻曜楚穆颢晔琨霖屹砺钧漠岑嘉湘郅瀚凌弘泓恺勋逸彦濠峻旻鸿舜柏梓尧炎',
];
const second = [
  ...'川原禾鼎泽越桥岭台林泉澜达盈宸枫铭域舟野航穗晖洲峰源丘溪岩辰石堤坤渊关帆庭塬谷桐滨弦阳璞仓田炬庐汀浦星策杉冉笙荣垦沃疆驿埠葵',
];
const third = [
  ...'安宝成德恩方广海恒华吉佳健金景康利隆茂明能宁鹏平启强勤荣瑞润尚升盛顺泰腾天通同旺伟祥信兴旭雅扬益毅永宇裕远云兆振正志智众卓',
];
const forms = ['有限公司', '有限责任公司', '股份有限公司', '实业有限公司'];

const two = first.length * second.length;
const three = two * third.length;
/** So many different names there are. */
export const nameCapacity = two + three * forms.length;

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** One-to-one on 0..size-1, so that neighbours do not look alike. */
function shuffle(n: number, size: number, turn: number): number {
  let step = Math.floor(size * 0.6180339887) | 1;
  while (gcd(step, size) !== 1) step += 2;
  return (n * step + turn) % size;
}

const pair = (n: number): string =>
  first[Math.floor(n / second.length) % first.length]! + second[n % second.length]!;

/** The invented part (字号) and the legal form differ for every index, so the names do too. */
export function nameOf(index: number, turn: number, place: string, word: string): string {
  if (index < two) return `${place}${pair(shuffle(index, two, turn % two))}${word}${forms[0]!}`;
  const rest = index - two;
  const n = shuffle(rest % three, three, turn % three);
  return `${place}${pair(Math.floor(n / third.length))}${third[n % third.length]!}${word}${forms[Math.floor(rest / three)]!}`;
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const space = 31 ** 6;

/**
 * A 统一社会信用代码 with right check characters (GB 32100, GB 11714) whose organisation code begins with XN (虚拟). Organisation
 * codes have been issued as digits only, and since 2015 from blocks beginning with M; none begins with XN.
 */
export function creditCodeOf(index: number, turn: number, division: string): string {
  let n = shuffle(index, space, turn % space);
  let serial = '';
  for (let i = 0; i < 6; i += 1) {
    serial = alphabet[n % 31]! + serial;
    n = Math.floor(n / 31);
  }
  const body = `XN${serial}`;
  const head = `91${division}${body}${orgCheckDigit(body)!}`;
  return head + usccCheckDigit(head)!;
}
