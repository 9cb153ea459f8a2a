/*
 * A tiny HTTP service: answers every GET and HEAD with its greeting and with what it knows of the
 * kernel that it runs on. Under gVisor the kernel's log begins with "Starting gVisor...".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { READ_ALL_KERNEL_LOG = 3, SECONDS_TO_WAIT_FOR_A_REQUEST = 5 };

/* Exits at once: as the first process of its container it has no default action for the signal. */
static void stop(int signal_number) {
  (void)signal_number;
  _exit(0);
}

static void read_greeting(char *greeting, size_t size) {
  greeting[0] = '\0';
  FILE *file = fopen("/greeting.txt", "r");
  if (file == NULL) {
    return;
  }
  if (fgets(greeting, (int)size, file) == NULL) {
    greeting[0] = '\0';
  }
  greeting[strcspn(greeting, "\n")] = '\0';
  fclose(file);
}

/* The kernel's name for itself, and the first line of its log that names gVisor. */
static void describe_kernel(char *text, size_t size) {
  struct utsname name;
  if (uname(&name) != 0) {
    memset(&name, 0, sizeof name);
  }
  static char log[1 << 16];
  int length = klogctl(READ_ALL_KERNEL_LOG, log, sizeof log - 1);
  log[length > 0 ? length : 0] = '\0';
  char *proof = strstr(log, "Starting gVisor");
  if (proof != NULL) {
    proof[strcspn(proof, "\n")] = '\0';
  }
  snprintf(text, size, "kernel: %s %s %s\nkernel log: %s\n", name.sysname, name.release, name.version,
           proof != NULL ? proof : "does not name gVisor");
}

static void write_all(int connection, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(connection, bytes, length);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return;
    }
    bytes += written;
    length -= (size_t)written;
  }
}

/* Reads up to the end of the request's head; returns its length, or 0 when none came. */
static size_t read_head(int connection, char *head, size_t size) {
  size_t length = 0;
  while (length < size - 1) {
    ssize_t got = read(connection, head + length, size - 1 - length);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      break;
    }
    length += (size_t)got;
    head[length] = '\0';
    if (strstr(head, "\r\n\r\n") != NULL) {
      return length;
    }
  }
  return 0;
}

static void answer(int connection, const char *page) {
  char head[8192];
  if (read_head(connection, head, sizeof head) == 0) {
    return;
  }
  int is_head = strncmp(head, "HEAD ", 5) == 0;
  int known = is_head || strncmp(head, "GET ", 4) == 0;
  const char *body = known ? page : "only GET and HEAD are answered\n";
  char response[512];
  int length = snprintf(response, sizeof response,
                        "HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\n"
                        "Content-Length: %zu\r\nConnection: close\r\n\r\n",
                        known ? "200 OK" : "405 Method Not Allowed\r\nAllow: GET, HEAD", strlen(body));
  write_all(connection, response, (size_t)length);
  if (!is_head) {
    write_all(connection, body, strlen(body));
  }
}

static int listen_on(uint16_t port) {
  int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_ANY)};
  if (server < 0 || setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(server, (struct sockaddr *)&address, sizeof address) != 0 || listen(server, 128) != 0) {
    perror("cannot listen");
    exit(1);
  }
  return server;
}

int main(void) {
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  signal(SIGPIPE, SIG_IGN);

  const char *wanted = getenv("PORT");
  long port = strtol(wanted != NULL ? wanted : "3000", NULL, 10);
  if (port < 1 || port > 65535) {
    fprintf(stderr, "PORT is not a port: %s\n", wanted);
    return 1;
  }
  char greeting[256];
  char kernel[1024];
  char page[2048];
  read_greeting(greeting, sizeof greeting);
  describe_kernel(kernel, sizeof kernel);
  const char *from_environment = getenv("GREETING");
  snprintf(page, sizeof page, "%s\n%s%s%suser: %d\n", greeting,
           from_environment != NULL ? from_environment : "", from_environment != NULL ? "\n" : "",
           kernel, (int)getuid());

  int server = listen_on((uint16_t)port);
  printf("listening on 0.0.0.0:%ld\n%s", port, kernel);
  fflush(stdout);
  const struct timeval patience = {.tv_sec = SECONDS_TO_WAIT_FOR_A_REQUEST};
  for (;;) {
    int connection = accept(server, NULL, NULL);
    if (connection < 0) {
      continue;
    }
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    answer(connection, page);
    close(connection);
  }
}
