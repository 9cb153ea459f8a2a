package ink.ml.dp.registrygc.digest;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** A set of non-negative integers in an open-addressing table. */
public final class IntSet {
  private static final int SPREAD = 0x9E3779B9;

  private int[] slots = new int[16];
  private int size;

  public IntSet() {}

  /** The set of these numbers. */
  public static IntSet of(int[] numbers) {
    IntSet set = new IntSet();
    for (int number : numbers) {
      set.add(number);
    }
    return set;
  }

  /** Adds a number; false when it was there already. */
  public boolean add(int number) {
    if ((size + 1) * 2 > slots.length) {
      grow();
    }
    int slot = slotOf(number);
    if (slots[slot] != 0) {
      return false;
    }
    slots[slot] = number + 1;
    size++;
    return true;
  }

  public boolean contains(int number) {
    return slots[slotOf(number)] != 0;
  }

  public int size() {
    return size;
  }

  /** Hands over every number, in no particular order. */
  public void forEach(IntConsumer consumer) {
    for (int slot : slots) {
      if (slot != 0) {
        consumer.accept(slot - 1);
      }
    }
  }

  /** Every number, in no particular order. */
  public int[] toArray() {
    return IntStream.of(slots).filter(slot -> slot != 0).map(slot -> slot - 1).toArray();
  }

  private int slotOf(int number) {
    int mask = slots.length - 1;
    int slot = (number * SPREAD >>> 7) & mask;
    while (slots[slot] != 0 && slots[slot] != number + 1) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    int[] old = slots;
    slots = new int[old.length * 2];
    for (int slot : old) {
      if (slot != 0) {
        slots[slotOf(slot - 1)] = slot;
      }
    }
  }
}
