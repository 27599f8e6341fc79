#include "CWorkers.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#define MOST_THREADS 64
#define PATIENCE 2048  // pauses, some 50 µs
#define FREQUENT 300e-6  // seconds between jobs for which it pays to keep workers awake
#define LINE 128  // two cache lines: they are fetched in pairs

// Tasks of one participant: generation of the job in the upper half, how many nobody has begun in the lower. A share
// that is used up stays so whatever job comes next, so a worker that is late finds nothing in it.
struct share {
  _Alignas(LINE) _Atomic uint64_t left;
};

// A job as a worker is told of it, in the one line that it looks at. It is overwritten only when the job before is
// finished: whoever then claims a task from a share of the generation it was called for has read that job whole.
struct worker {
  _Alignas(LINE) _Atomic uint32_t called;  // generation of the last job that wants it
  atomic_int threads;
  _Atomic ptrdiff_t count;
  _Atomic(ff_task *) task;
  _Atomic(void *) context;
  _Alignas(LINE) atomic_int asleep;
  pthread_mutex_t mutex;
  pthread_cond_t condition;
};

static struct share shares[MOST_THREADS];
static _Alignas(LINE) _Atomic ptrdiff_t finished;
static uint32_t generation;  // of the last job; guarded by `running`
static double alone_until;   // guarded by `running`
static double last_start;    // guarded by `running`
static int in_a_row;         // jobs that followed each other closely; guarded by `running`
static _Alignas(LINE) atomic_flag running = ATOMIC_FLAG_INIT;

static struct worker workers[MOST_THREADS];  // workers[0] is not used: participant 0 is the caller
static int created;                          // guarded by `running`

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static inline ptrdiff_t begin_of_share(int participant, int threads, ptrdiff_t count) {
  return count * participant / threads;
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static _Atomic long delay;  // nanoseconds

void ff_workers_delay(double seconds) { atomic_store(&delay, (long)(1e9 * seconds)); }

static void wait_for_delay(void) {
  long nanoseconds = atomic_load_explicit(&delay, memory_order_relaxed);
  if (!nanoseconds) return;
  for (double until = seconds() + 1e-9 * (double)nanoseconds; seconds() < until;) pause_briefly();
}

// Own share first, then those of the others.
static void participate(int self, uint32_t job, int threads, ptrdiff_t count, ff_task *task, void *context) {
  ptrdiff_t done = 0;
  for (int offset = 0; offset < threads; offset++) {
    int owner = (self + offset) % threads;
    ptrdiff_t end = begin_of_share(owner + 1, threads, count);
    for (;;) {
      uint64_t word = atomic_load_explicit(&shares[owner].left, memory_order_acquire);
      if (word >> 32 != job || (uint32_t)word == 0) break;
      if (!atomic_compare_exchange_weak_explicit(&shares[owner].left, &word, word - 1, memory_order_acq_rel,
                                                 memory_order_relaxed))
        continue;
      task(context, end - (uint32_t)word, self);
      done++;
    }
  }
  if (done && self) wait_for_delay();
  if (done) atomic_fetch_add_explicit(&finished, done, memory_order_release);
}

// Returns the generation of a job newer than `seen` that wants this worker: half a millisecond awake, then asleep.
static uint32_t next_job(struct worker *w, uint32_t seen) {
  uint32_t called;
  double until = seconds() + 0.5e-3;
  do {
    for (int i = 0; i < 64; i++) {
      if ((called = atomic_load_explicit(&w->called, memory_order_acquire)) != seen) return called;
      pause_briefly();
    }
  } while (seconds() < until);
  pthread_mutex_lock(&w->mutex);
  atomic_store(&w->asleep, 1);
  while ((called = atomic_load(&w->called)) == seen) pthread_cond_wait(&w->condition, &w->mutex);
  atomic_store(&w->asleep, 0);
  pthread_mutex_unlock(&w->mutex);
  return called;
}

static void *work(void *argument) {
  struct worker *w = argument;
  uint32_t seen = 0;
  for (;;) {
    seen = next_job(w, seen);
    wait_for_delay();
    participate((int)(w - workers), seen, atomic_load_explicit(&w->threads, memory_order_relaxed),
                atomic_load_explicit(&w->count, memory_order_relaxed),
                atomic_load_explicit(&w->task, memory_order_relaxed),
                atomic_load_explicit(&w->context, memory_order_relaxed));
  }
  return NULL;
}

// Creates workers until there are `wanted`; there may be fewer if the system refuses.
static void create_workers(int wanted) {
  sigset_t all, before;
  pthread_attr_t detached;
  if (created >= wanted) return;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // signals are the program's own threads' business
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  while (created < wanted) {
    struct worker *w = &workers[created + 1];
    pthread_t thread;
    atomic_store(&w->called, 0);
    atomic_store(&w->asleep, 0);
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->condition, NULL);
    if (pthread_create(&thread, &detached, work, w)) break;
    created++;
  }
  pthread_attr_destroy(&detached);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void call(struct worker *w, int threads, ptrdiff_t count, int wake, ff_task *task, void *context) {
  if (!wake && atomic_load_explicit(&w->asleep, memory_order_relaxed)) return;
  atomic_store_explicit(&w->threads, threads, memory_order_relaxed);
  atomic_store_explicit(&w->count, count, memory_order_relaxed);
  atomic_store_explicit(&w->task, task, memory_order_relaxed);
  atomic_store_explicit(&w->context, context, memory_order_relaxed);
  atomic_store(&w->called, generation);
  if (!atomic_load(&w->asleep)) return;
  pthread_mutex_lock(&w->mutex);
  pthread_cond_signal(&w->condition);
  pthread_mutex_unlock(&w->mutex);
}

// A child of fork has none of the threads.
static void forget_workers(void) {
  created = 0;
  atomic_flag_clear(&running);
}
static void watch_forks(void) { pthread_atfork(NULL, NULL, forget_workers); }

static void run_alone(ptrdiff_t count, ff_task *task, void *context) {
  for (ptrdiff_t i = 0; i < count; i++) task(context, i, 0);
}

// By whoever holds `running`.
static void run_together(int threads, ptrdiff_t count, int wake, ff_task *task, void *context, double start) {
  in_a_row = start - last_start < FREQUENT ? in_a_row + 1 : 0;
  last_start = start;
  if (in_a_row >= 16) wake = 1;
  create_workers(threads - 1);
  if (threads > created + 1) threads = created + 1;
  if (++generation == 0) generation = 1;
  atomic_store_explicit(&finished, 0, memory_order_relaxed);
  for (int p = 0; p < threads; p++) {
    ptrdiff_t tasks = begin_of_share(p + 1, threads, count) - begin_of_share(p, threads, count);
    atomic_store_explicit(&shares[p].left, (uint64_t)generation << 32 | (uint32_t)tasks, memory_order_release);
  }
  for (int p = 1; p < threads; p++) call(&workers[p], threads, count, wake, task, context);
  participate(0, generation, threads, count, task, context);
  for (int i = 0; atomic_load_explicit(&finished, memory_order_acquire) < count; i++) {
    if (i < PATIENCE) {
      pause_briefly();
      continue;
    }
    // Tasks are about equal, and the caller has done one at least: whoever takes so much longer has lost its processor.
    double begin = seconds(), limit = 2 * (begin - start);
    while (atomic_load_explicit(&finished, memory_order_acquire) < count) sched_yield();
    double lost = seconds() - begin;
    if (lost > limit) alone_until = seconds() + 32 * lost;
  }
}

void ff_workers_run(int threads, ptrdiff_t count, int wake, ff_task *task, void *context) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  if (threads > MOST_THREADS) threads = MOST_THREADS;
  if (threads > count) threads = (int)count;
  if (threads < 2 || count > UINT32_MAX / 2 || atomic_flag_test_and_set_explicit(&running, memory_order_acquire)) {
    run_alone(count, task, context);
    return;
  }
  pthread_once(&once, watch_forks);
  double start = seconds();
  if (start < alone_until)
    run_alone(count, task, context);
  else
    run_together(threads, count, wake, task, context, start);
  atomic_flag_clear_explicit(&running, memory_order_release);
}
