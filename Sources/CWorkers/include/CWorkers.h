// One process-wide set of threads that share out the tasks of a step.
#ifndef FEEDFORWARD_CWORKERS_H
#define FEEDFORWARD_CWORKERS_H

#include <stddef.h>

// Task number `index` of a job; `participant` is 0 for the caller, below the job's number of threads for every other.
typedef void ff_task(void *context, ptrdiff_t index, int participant);

// Runs task(context, i, …) once for each 0 ≤ i < count on at most `threads` threads, the caller being one of them, and
// returns when all are done. Each participant begins with its own share of neighbouring tasks, the same in every job of
// as many tasks and threads, then takes what others have not begun. The caller waits for no one but a task that another
// has already begun, so a thread that does not come costs nothing. If another job is running, the caller does all by
// itself; so it does for a while after a thread has lost its processor to another process amid a task.
//
// Workers look out for the next job for half a millisecond, then sleep. `wake` says whether sleepers are called, which
// costs the caller some 10 µs; where jobs follow each other closely they are called in any case. Nothing is allocated
// but threads, at the first jobs that need them.
void ff_workers_run(int threads, ptrdiff_t count, int wake, ff_task *task, void *context);

// For benchmarks and tests: from now on a worker waits so long before its first task of a job, and again before others
// see that it is done, as if the hand-over between cores were slow.
void ff_workers_delay(double seconds);

// Processors that this process may use: its affinity mask, and the quota of its control groups,
// rounded down; at least 1.
int ff_workers_available(void);

#endif
