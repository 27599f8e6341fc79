// SSE2 on x86-64, NEON on arm64.
#include "Kernels.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define FF_WIDTH 16
#define FF_TABLE ff_kernels_baseline
#define FF_NAME "baseline"
#include "Kernels.inc"
