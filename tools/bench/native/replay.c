/*
 * Loads a server of any protocol: plays back what clients of that protocol send, publishes, and counts what arrives.
 * One process and one epoll for all connections, so that the load generator is not what is measured.
 *
 * It is told by a plan (a file, see replay-plan.ts) what to send and what to wait for, and by lines on standard input what to do:
 *   connect                             opens everything; answers {"connected":N}
 *   sat MS OUTSTANDING                  publishes as fast as deliveries arrive, at most so many deliveries on their way
 *   paced MS GROUPS_PER_SECOND SIZE     publishes groups of so many events, evenly spaced
 *   cpu PID...                          whose CPU time is measured from now on
 * Every answer is one line of JSON. A delivery is a marker ("@@" and 17 digits) that arrives: the time the event was due, in
 * nanoseconds; an event that several messages or one write carry is counted the same.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MARKER = 19, READ = 1 << 16, CARRY = 32, MAX_US = 2000000, MAX_PIDS = 16, MAX_CONNECTING = 64, HANDSHAKE = 1 << 16 };

typedef struct { uint32_t length; char *bytes; } Text;
typedef struct { Text send, expect; } Step;
typedef struct {
  int fd;
  uint32_t port, step_count, step;
  Step *steps;
  char *handshake; /* what arrived in answer to the step, until it is what was waited for */
  uint32_t handshake_length, carried;
  char carry[CARRY];
  int is_open;
} Connection;
typedef struct { Text text; uint32_t marker_at, fan_out; } Message;

static Connection *connections; /* the last one publishes */
static uint32_t connection_count, open_count, message_count, next_message;
static Message *messages;
static Text ping, pong;
static int poller, timer;
static char buffer[CARRY + READ];
static char *unsent; /* of the publisher, when the server does not read as fast */
static size_t unsent_length, unsent_size;
static uint32_t histogram[MAX_US + 1];
static uint64_t received, expected, received_bytes, reads, sent_events;
static int pids[MAX_PIDS], pid_count;

static void fail(const char *what) { perror(what); exit(1); }

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void *allocate(size_t size) {
  void *memory = calloc(1, size ? size : 1);
  if (memory == NULL) fail("memory");
  return memory;
}

/* The plan: little-endian 32-bit numbers, and texts with their length in front. */
static FILE *plan;
static uint32_t read_number(void) {
  uint32_t number;
  if (fread(&number, sizeof number, 1, plan) != 1) fail("plan");
  return number;
}
static Text read_text(void) {
  Text text = { read_number(), NULL };
  text.bytes = allocate(text.length + 1);
  if (text.length > 0 && fread(text.bytes, text.length, 1, plan) != 1) fail("plan");
  return text;
}
static void read_plan(const char *path) {
  plan = fopen(path, "r");
  if (plan == NULL) fail(path);
  ping = read_text();
  pong = read_text();
  connection_count = read_number();
  connections = allocate(connection_count * sizeof *connections);
  for (uint32_t i = 0; i < connection_count; i++) {
    Connection *c = &connections[i];
    c->fd = -1;
    c->port = read_number();
    c->step_count = read_number();
    c->steps = allocate(c->step_count * sizeof *c->steps);
    for (uint32_t s = 0; s < c->step_count; s++) {
      c->steps[s].send = read_text();
      c->steps[s].expect = read_text();
    }
  }
  message_count = read_number();
  messages = allocate(message_count * sizeof *messages);
  for (uint32_t i = 0; i < message_count; i++) {
    messages[i].fan_out = read_number();
    messages[i].marker_at = read_number();
    messages[i].text = read_text();
  }
  fclose(plan);
}

static void send_all(Connection *c, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = send(c->fd, bytes, length, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) usleep(1000);
    else if (n < 0) fail("send");
    else { bytes += n; length -= (size_t)n; }
  }
}

/* Sends the steps that nothing has to be waited for; the last one opens the connection. */
static void go_on(Connection *c) {
  for (;;) {
    if (c->step == c->step_count) {
      c->is_open = 1;
      open_count++;
      free(c->handshake);
      c->handshake = NULL;
      return;
    }
    Step *step = &c->steps[c->step];
    c->handshake_length = 0;
    send_all(c, step->send.bytes, step->send.length);
    if (step->expect.length > 0) return;
    c->step++;
  }
}

static void open_connection(uint32_t index) {
  Connection *c = &connections[index];
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)c->port) };
  int on = 1;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = { .events = EPOLLIN, .data.u32 = index };
  if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event) != 0) fail("epoll_ctl");
  c->handshake = allocate(HANDSHAKE + 1);
  go_on(c);
}

static void shake_hands(Connection *c, const char *bytes, size_t length) {
  if (c->handshake_length + length > HANDSHAKE) c->handshake_length = 0;
  memcpy(c->handshake + c->handshake_length, bytes, length);
  c->handshake_length += (uint32_t)length;
  Text expect = c->steps[c->step].expect;
  if (memmem(c->handshake, c->handshake_length, expect.bytes, expect.length) == NULL) return;
  c->step++;
  go_on(c);
}

static void count_markers(Connection *c, char *bytes, size_t length) {
  uint64_t now = now_ns();
  char *end = bytes + length, *at = bytes;
  while ((at = memmem(at, (size_t)(end - at), "@@", 2)) != NULL && end - at >= MARKER) {
    uint64_t due = 0;
    for (int i = 2; i < MARKER; i++) due = due * 10 + (uint64_t)(at[i] - '0');
    uint64_t us = now > due ? (now - due) / 1000 : 0;
    histogram[us > MAX_US ? MAX_US : us]++;
    received++;
    at += MARKER;
  }
  /* The beginning of a marker may be all that arrived of it. */
  char *rest = at != NULL ? at : end > bytes && end[-1] == '@' ? end - 1 : end;
  c->carried = (uint32_t)(end - rest);
  memcpy(c->carry, rest, c->carried);
}

static void read_from(Connection *c) {
  memcpy(buffer, c->carry, c->carried);
  char *fresh = buffer + c->carried;
  ssize_t n = recv(c->fd, fresh, READ, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) {
    fprintf(stderr, "connection %ld was closed at step %u: %.*s\n", (long)(c - connections), c->step, (int)c->handshake_length, c->handshake ? c->handshake : "");
    exit(1);
  }
  if (ping.length > 0 && memmem(fresh, (size_t)n, ping.bytes, ping.length) != NULL) send_all(c, pong.bytes, pong.length);
  if (!c->is_open) {
    shake_hands(c, fresh, (size_t)n);
    return;
  }
  reads++;
  received_bytes += (uint64_t)n;
  count_markers(c, buffer, c->carried + (size_t)n);
}

/* Reads what is there; waits until `until` for it, to the millisecond or, with the timer, better. */
static void read_all(uint64_t until) {
  struct epoll_event events[256];
  uint64_t now = now_ns();
  struct itimerspec at = { .it_value = { (time_t)(until / 1000000000u), (long)(until % 1000000000u) } };
  if (until > now) timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
  int n = epoll_wait(poller, events, 256, until > now ? -1 : 0);
  for (int i = 0; i < n; i++) {
    uint64_t ticks;
    if (events[i].data.u32 != UINT32_MAX) read_from(&connections[events[i].data.u32]);
    else if (read(timer, &ticks, sizeof ticks) < 0 && errno != EAGAIN) fail("timerfd");
  }
}

static void send_unsent(void) {
  size_t done = 0;
  while (done < unsent_length) {
    ssize_t n = send(connections[connection_count - 1].fd, unsent + done, unsent_length - done, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) break;
    if (n < 0) fail("publish");
    done += (size_t)n;
  }
  memmove(unsent, unsent + done, unsent_length - done);
  unsent_length -= done;
}

/* The next message, with the time it was due, onto the heap of what is to be sent. */
static void publish(uint64_t due) {
  Message *m = &messages[next_message];
  next_message = (next_message + 1) % message_count;
  if (unsent_length + m->text.length > unsent_size) {
    unsent_size = (unsent_length + m->text.length) * 2;
    unsent = realloc(unsent, unsent_size);
    if (unsent == NULL) fail("memory");
  }
  char digits[32], *to = unsent + unsent_length;
  memcpy(to, m->text.bytes, m->text.length);
  snprintf(digits, sizeof digits, "@@%017llu", (unsigned long long)due);
  memcpy(to + m->marker_at, digits, MARKER);
  unsent_length += m->text.length;
  sent_events++;
  expected += m->fan_out;
}

static double cpu_seconds(void) {
  double ticks = 0;
  for (int i = 0; i < pid_count; i++) {
    char path[64], text[1024];
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", pids[i]);
    FILE *file = fopen(path, "r");
    if (file == NULL) fail(path);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    char *behind_name = strrchr(text, ')');
    if (behind_name != NULL) sscanf(behind_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    ticks += (double)(user + system);
  }
  return ticks / (double)sysconf(_SC_CLK_TCK);
}

static double own_cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double percentile_us(double share) {
  uint64_t total = 0, seen = 0;
  for (int us = 0; us <= MAX_US; us++) total += histogram[us];
  for (int us = 0; us <= MAX_US; us++)
    if ((seen += histogram[us]) >= (uint64_t)(share * (double)total) && seen > 0) return us;
  return 0;
}

static double started_cpu, started_own_cpu;
static uint64_t started_ns;
static void start_window(void) {
  memset(histogram, 0, sizeof histogram);
  received = expected = received_bytes = reads = sent_events = 0;
  started_cpu = cpu_seconds();
  started_own_cpu = own_cpu_seconds();
  started_ns = now_ns();
}

/* Ends the window, then waits for stragglers: what is still missing was conflated or lost. */
static void end_window(void) {
  double seconds = (double)(now_ns() - started_ns) / 1e9, cpu = cpu_seconds() - started_cpu, own = own_cpu_seconds() - started_own_cpu;
  uint64_t in_window = received, sent = sent_events, bytes = received_bytes, in_reads = reads;
  for (uint64_t last = received, idle_at = now_ns(); received < expected && now_ns() - idle_at < 300000000u;) {
    send_unsent();
    read_all(now_ns() + 1000000);
    if (received != last) { last = received; idle_at = now_ns(); }
  }
  printf("{\"deliveries\":%llu,\"events\":%llu,\"missing\":%lld,\"seconds\":%.4f,\"cpuSeconds\":%.3f,\"clientCpuSeconds\":%.3f,"
         "\"bytes\":%llu,\"reads\":%llu,\"p50Us\":%.0f,\"p99Us\":%.0f,\"p999Us\":%.0f}\n",
         (unsigned long long)in_window, (unsigned long long)sent, (long long)(expected - received), seconds, cpu, own,
         (unsigned long long)bytes, (unsigned long long)in_reads, percentile_us(0.5), percentile_us(0.99), percentile_us(0.999));
}

static void run_saturated(uint64_t ms, uint64_t outstanding) {
  start_window();
  uint64_t written_off = 0, last = 0, moved_at = started_ns, end = started_ns + ms * 1000000u;
  for (uint64_t now = started_ns; now < end; now = now_ns()) {
    if (received != last) { last = received; moved_at = now; }
    else if (now - moved_at > 200000000u) { written_off = expected - received; moved_at = now; }
    while (expected < received + written_off + outstanding) publish(now);
    send_unsent();
    read_all(now + 1000000u);
  }
  end_window();
}

static void run_paced(uint64_t ms, double groups_per_second, uint64_t size) {
  start_window();
  uint64_t end = started_ns + ms * 1000000u, groups = 0, due = started_ns;
  while (now_ns() < end) {
    for (uint64_t now = now_ns(); due <= now; due = started_ns + (uint64_t)((double)groups * 1e9 / groups_per_second)) {
      for (uint64_t i = 0; i < size; i++) publish(due);
      groups++;
    }
    send_unsent();
    read_all(due < end ? due : end);
  }
  end_window();
}

static void connect_all(void) {
  for (uint32_t next = 0; open_count < connection_count;) {
    while (next < connection_count && next - open_count < MAX_CONNECTING) open_connection(next++);
    read_all(now_ns() + 10000000u);
  }
  printf("{\"connected\":%u}\n", open_count);
}

/* Lines come between the runs; while there are none, pings have to be answered. */
static void obey(char *line) {
  unsigned long long a = 0, b = 0;
  double rate = 0;
  if (strncmp(line, "connect", 7) == 0) connect_all();
  else if (sscanf(line, "sat %llu %llu", &a, &b) == 2) run_saturated(a, b);
  else if (sscanf(line, "paced %llu %lf %llu", &a, &rate, &b) == 3) run_paced(a, rate, b);
  else if (strncmp(line, "cpu", 3) == 0) {
    pid_count = 0;
    for (char *word = strtok(line + 3, " \n"); word != NULL && pid_count < MAX_PIDS; word = strtok(NULL, " \n")) pids[pid_count++] = atoi(word);
    printf("{\"measured\":%d}\n", pid_count);
  } else {
    fprintf(stderr, "unknown order: %s", line);
    exit(1);
  }
  fflush(stdout);
}

int main(int count, char **arguments) {
  if (count != 2) { fprintf(stderr, "usage: replay PLAN\n"); return 2; }
  read_plan(arguments[1]);
  poller = epoll_create1(0);
  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct epoll_event event = { .events = EPOLLIN, .data.u32 = UINT32_MAX };
  if (epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event) != 0) fail("epoll_ctl");
  fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
  char line[256];
  for (size_t length = 0;;) {
    ssize_t n = read(STDIN_FILENO, line + length, 1);
    if (n == 0) return 0;
    if (n < 0 && errno == EAGAIN) read_all(now_ns() + 5000000u);
    else if (n < 0) fail("orders");
    else if (line[length] != '\n' && length < sizeof line - 2) length++;
    else {
      line[length] = 0;
      length = 0;
      obey(line);
    }
  }
}
