// 512-bit vectors, masked loads and stores.
#include "Kernels.h"

#ifdef __x86_64__
#include <immintrin.h>
#include <math.h>
#include <string.h>

#define FF_WIDTH 64
#define FF_TABLE ff_kernels_avx512
#define FF_NAME "avx512"
#define FF_AVX512
#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512vl,avx512bw"))), apply_to = function)
#include "Kernels.inc"
#pragma clang attribute pop
#endif
