// The most floating-point operations a second that one thread can do.
#ifndef FEEDFORWARD_CPROCESSORPEAK_H
#define FEEDFORWARD_CPROCESSORPEAK_H

// Independent fused multiply-adds in registers, with the vectors of an instruction set, "avx512", "avx2" or "baseline",
// that the processor has; the best of several laps of a few milliseconds. `bytes` is 4 for float, 8 for double. An
// addition and a multiplication count as two operations.
double ff_peak_operations_per_second(int bytes, const char *set);

#endif
