// 256-bit vectors with fused multiply-add.
#include "Kernels.h"

#ifdef __x86_64__
#include <immintrin.h>
#include <math.h>
#include <string.h>

#define FF_WIDTH 32
#define FF_TABLE ff_kernels_avx2
#define FF_NAME "avx2"
#define FF_AVX2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "Kernels.inc"
#pragma clang attribute pop
#endif
