// Counts the calls of malloc, calloc, realloc and the aligned kinds made by the calling thread, those of libraries
// included: an executable that links this target puts these functions in front of the C library's. glibc only.
#ifndef FEEDFORWARD_ALLOCATION_COUNTER_H
#define FEEDFORWARD_ALLOCATION_COUNTER_H

// Allocations by this thread since it began, or -1 where they cannot be counted.
long ff_allocations_of_thread(void);

// Allocations by all threads, or -1.
long ff_allocations_of_process(void);

#endif
