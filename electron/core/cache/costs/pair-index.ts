const empty = -1;

/** Numbers distinct pairs of 32-bit integers 0, 1, 2… in order of appearance: an open hash table, a few ns a call. */
export class PairIndex {
  private slots: Int32Array;
  private readonly firsts: number[] = [];
  private readonly seconds: number[] = [];

  constructor(expected = 16) {
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(16, expected * 2)))).fill(empty);
  }

  get size(): number {
    return this.firsts.length;
  }

  idOf(first: number, second: number): number {
    const mask = this.slots.length - 1;
    let slot = slotOf(first, second) & mask;
    for (;;) {
      const id = this.slots[slot]!;
      if (id === empty) return this.insert(first, second, slot);
      if (this.firsts[id] === first && this.seconds[id] === second) return id;
      slot = (slot + 1) & mask;
    }
  }

  /** The pair that got a number. */
  pair(id: number): [number, number] {
    return [this.firsts[id]!, this.seconds[id]!];
  }

  private insert(first: number, second: number, slot: number): number {
    const id = this.firsts.push(first) - 1;
    this.seconds.push(second);
    this.slots[slot] = id;
    if (this.size * 2 > this.slots.length) this.grow();
    return id;
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(empty);
    const mask = slots.length - 1;
    for (let id = 0; id < this.size; id += 1) {
      let slot = slotOf(this.firsts[id]!, this.seconds[id]!) & mask;
      while (slots[slot] !== empty) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.slots = slots;
  }
}

function slotOf(first: number, second: number): number {
  const mixed = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca77);
  return mixed ^ (mixed >>> 15);
}
