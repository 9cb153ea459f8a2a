package ink.ml.dp.registrygc.digest;

import java.util.Arrays;

/** A list of integers that grows, without boxes. */
public final class IntList {
  private int[] numbers = new int[8];
  private int size;

  public void add(int number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    numbers[size++] = number;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public int get(int index) {
    return numbers[index];
  }

  /** Takes the last number away. The list must not be empty. */
  public int removeLast() {
    return numbers[--size];
  }

  public int[] toArray() {
    return Arrays.copyOf(numbers, size);
  }
}
