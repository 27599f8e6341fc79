#include "CProcessorPeak.h"

#include <string.h>
#include <time.h>

enum { SUMS = 12, ROUNDS = 200000 };

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// Enough sums to hide the latency of each; the empty assembly keeps the compiler from leaving rounds out.
#define LAP(NAME, T, WIDTH, TARGET)                                                                                    \
  TARGET static double NAME(void) {                                                                                    \
    typedef T vector __attribute__((ext_vector_type(WIDTH / sizeof(T))));                                              \
    vector sum[SUMS], factor = (T)0.999, term = (T)0.001;                                                              \
    for (int i = 0; i < SUMS; i++) sum[i] = (T)i;                                                                      \
    double start = seconds();                                                                                          \
    for (int round = 0; round < ROUNDS; round++) {                                                                     \
      _Pragma("unroll") for (int i = 0; i < SUMS; i++) sum[i] = sum[i] * factor + term;                                \
      _Pragma("unroll") for (int i = 0; i < SUMS; i++) __asm__ volatile("" : "+" REGISTER(sum[i]));                    \
    }                                                                                                                  \
    return 2.0 * SUMS * ROUNDS * (WIDTH / sizeof(T)) / (seconds() - start);                                            \
  }

#ifdef __x86_64__
#define REGISTER(x) "v"(x)
LAP(float_512, float, 64, __attribute__((target("avx512f,avx512vl,fma"))))
LAP(double_512, double, 64, __attribute__((target("avx512f,avx512vl,fma"))))
#undef REGISTER
#define REGISTER(x) "x"(x)
LAP(float_256, float, 32, __attribute__((target("avx2,fma"))))
LAP(double_256, double, 32, __attribute__((target("avx2,fma"))))
#else
#define REGISTER(x) "w"(x)
#endif
LAP(float_128, float, 16, )
LAP(double_128, double, 16, )

double ff_peak_operations_per_second(int bytes, const char *set) {
  double (*lap)(void) = bytes == 4 ? float_128 : double_128;
#ifdef __x86_64__
  if (!strcmp(set, "avx512")) lap = bytes == 4 ? float_512 : double_512;
  if (!strcmp(set, "avx2")) lap = bytes == 4 ? float_256 : double_256;
#else
  (void)set;
#endif
  double best = 0;
  for (int i = 0; i < 20; i++) {
    double found = lap();
    if (found > best) best = found;
  }
  return best;
}
