import {
  compareDecimal,
  dimensionless,
  divideUnits,
  mulDecimal,
  multiplyUnits,
  sameDimensions,
  type Unit,
} from '#kernel';
import type { Expr } from './index.ts';

export interface UnitFault {
  /** `unknown`: an indicator without a unit; `mismatch`: quantities that cannot be added or compared; `factor`: same kind, other size (元 beside 万元). */
  readonly reason: 'unknown' | 'mismatch' | 'factor';
  readonly left: string;
  readonly right: string;
}

const sameFactor = (a: Unit, b: Unit): boolean =>
  compareDecimal(mulDecimal(a.factorUp, b.factorDown), mulDecimal(b.factorUp, a.factorDown)) === 0;

/** Same dimensions and same size; undefined when they are, the fault otherwise. */
export function unitMismatch(a: Unit, b: Unit): UnitFault | undefined {
  if (!sameDimensions(a, b)) return { reason: 'mismatch', left: a.symbol, right: b.symbol };
  return sameFactor(a, b) ? undefined : { reason: 'factor', left: a.symbol, right: b.symbol };
}

/**
 * Unit of a formula's value, by its parts. Numbers are plain, so `× 100` neither adds nor removes a dimension; percent and plain ratio both count
 * as dimensionless. Quantities of one kind but different size (万元 + 元) are a fault: a formula never converts in silence.
 */
export function unitOf(
  e: Expr,
  unit: (id: string) => Unit | undefined,
):
  | { readonly unit: Unit; readonly fault?: undefined }
  | { readonly unit?: undefined; readonly fault: UnitFault } {
  switch (e.kind) {
    case 'number':
      return { unit: dimensionless };
    case 'name': {
      const u = unit(e.id);
      // Percent enters a formula as the figure written, so its size plays no part.
      if (!u) return { fault: { reason: 'unknown', left: e.id, right: '' } };
      return { unit: Object.keys(u.dimensions).length === 0 ? dimensionless : u };
    }
    case 'negate':
      return unitOf(e.of, unit);
    case 'call': {
      if (e.name === 'prev' || e.name === 'abs') return unitOf(e.args[0]!, unit);
      let first: Unit | undefined;
      for (const a of e.args) {
        const r = unitOf(a, unit);
        if (!r.unit) return r;
        const fault = first && unitMismatch(first, r.unit);
        if (fault) return { fault };
        first ??= r.unit;
      }
      return { unit: first ?? dimensionless };
    }
    case 'binary': {
      const a = unitOf(e.left, unit);
      if (!a.unit) return a;
      const b = unitOf(e.right, unit);
      if (!b.unit) return b;
      if (e.op === '*') return { unit: multiplyUnits(a.unit, b.unit) };
      if (e.op === '/') return { unit: divideUnits(a.unit, b.unit) };
      const fault = unitMismatch(a.unit, b.unit);
      return fault ? { fault } : { unit: a.unit };
    }
  }
}
