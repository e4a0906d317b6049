/* The domain core in the browser (src/wasm/planner.c): one block of words in, words out. */

export interface PlannerRow {
  item: number; /* place in the project's items; -1 for the milestones "ready" and "start" */
  state: 'done' | 'running' | 'todo';
  earlyStart: number; earlyFinish: number; lateStart: number; lateFinish: number; submitBy: number;
  totalFloat: number; freeFloat: number; critical: boolean;
}

export interface PlannerPlan { feasible: boolean; conflict: number; conflictRow: number; price: number; rows: PlannerRow[] }
export interface PlannerStart { day: number; feasible: boolean; price: number }
export interface PlannerOdds { p10: number; p50: number; p90: number; chances: number[] }

const STATES = ['done', 'running', 'todo'] as const;
const ROW_WORDS = 11;
const HEAD_WORDS = 5;
export const TILE = 64;

interface Exports {
  memory: WebAssembly.Memory;
  planner_room(words: number): number;
  planner_load(): number;
  planner_set(project: number, handling: number, target: number, levers: number): void;
  planner_plan(project: number): number;
  planner_starts(): number;
  planner_message(): number;
  planner_forecast(): number;
  planner_trials(firstTile: number, tiles: number): number;
}

export class Engine {
  private readonly core: Exports;
  private count = 0;

  private constructor(core: Exports) { this.core = core; }

  static async start(bytes: BufferSource): Promise<Engine> {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    return new Engine(instance.exports as unknown as Exports);
  }

  private words(pointer: number, count: number): Int32Array {
    return new Int32Array(this.core.memory.buffer, pointer, count);
  }

  private message(): string {
    const bytes = new Uint8Array(this.core.memory.buffer, this.core.planner_message(), 200);
    return new TextDecoder().decode(bytes.subarray(0, Math.max(0, bytes.indexOf(0))));
  }

  load(words: number[]): void {
    const pointer = this.core.planner_room(words.length);
    if (pointer === 0) throw new Error('the block is too large');
    this.words(pointer, words.length).set(words);
    this.count = this.core.planner_load();
    if (this.count < 0) throw new Error('the block cannot be read');
  }

  set(project: number, parallel: boolean, target: number, levers: number): void {
    this.core.planner_set(project, parallel ? 1 : 0, target, levers);
  }

  plan(project: number): PlannerPlan {
    const pointer = this.core.planner_plan(project);
    if (pointer === 0) throw new Error(this.message());
    const head = this.words(pointer, HEAD_WORDS);
    const [count, feasible, conflict, conflictRow, price] = head as unknown as [number, number, number, number, number];
    const body = this.words(pointer + 4 * HEAD_WORDS, count * ROW_WORDS);
    const rows: PlannerRow[] = [];
    for (let r = 0; r < count; r++) {
      const at = (column: number): number => body[r * ROW_WORDS + column] as number;
      rows.push({
        item: at(0), state: STATES[at(1)] ?? 'todo', earlyStart: at(2), earlyFinish: at(3), lateStart: at(4), lateFinish: at(5),
        submitBy: at(6), totalFloat: at(7), freeFloat: at(8), critical: at(9) !== 0,
      });
    }
    return { feasible: feasible !== 0, conflict, conflictRow, price, rows };
  }

  starts(): PlannerStart[] {
    const words = this.words(this.core.planner_starts(), 3 * this.count);
    return Array.from({ length: this.count }, (_, p) => ({
      day: words[3 * p] as number, feasible: words[3 * p + 1] !== 0, price: words[3 * p + 2] as number,
    }));
  }

  /* Prepares a forecast of the projects as they are set. */
  forecast(): void {
    if (this.core.planner_forecast() !== 0) throw new Error(this.message());
  }

  /* Runs more tiles of trials and answers for all so far. */
  trials(firstTile: number, tiles: number): PlannerOdds {
    const words = this.words(this.core.planner_trials(firstTile, tiles), 3 + this.count);
    return { p10: words[0] as number, p50: words[1] as number, p90: words[2] as number, chances: Array.from(words.subarray(3)) };
  }
}
