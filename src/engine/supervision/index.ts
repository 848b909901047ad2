/**
 * Supervision (调度督办): which tasks a year of the plan gives to whom, when a task stagnates or falls behind, which colour a late one bears.
 * Words: task (what one body is asked for in a year), standing (where it is), fault (why it is not green), colour (how late something is).
 */
export { colours, supervisionFile, type Colour, type SupervisionRules } from './schema.ts';
export {
  colourOf,
  entryStanding,
  faults,
  timeProgress,
  type EntryStanding,
  type Fault,
  type MonthlyReport,
} from './light.ts';
export { agencyOn, ledgerTasks, type LedgerPlan, type LedgerTask } from './tasks.ts';
