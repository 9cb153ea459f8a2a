/* Ends with an error right after it starts, as a service does that lacks its configuration. */
#include <stdio.h>

int main(void) {
  printf("starting\n");
  fprintf(stderr, "fatal: DATABASE_URL is not set\n");
  return 1;
}
