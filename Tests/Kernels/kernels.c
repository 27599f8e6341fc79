// Every kernel of CKernels.h, in float and double, against plain loops in long double:
//
//   kernels [SEED = 1] [INSTRUCTION SET = the best one]
//
// Prints a line for each kernel, or for each function, loss and rule that it takes: an FNV-1a hash of the bits of all
// its results, the largest error in units of the last place, and the largest part of a bound that was reached. The
// numbers are the same on every processor. Exits 1 if a bound is exceeded or anything beside the results was touched,
// 2 if the processor lacks the instruction set.
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference.h"

#pragma STDC FP_CONTRACT OFF  // the same inputs everywhere

// ---- Random numbers ----

static uint64_t seed = 1, state;

static uint64_t next(void) {  // SplitMix64
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

static ptrdiff_t below(ptrdiff_t n) { return (ptrdiff_t)(next() % (uint64_t)n); }

static double between(double lowest, double highest) {
  return lowest + (double)(next() >> 11) * 0x1p-53 * (highest - lowest);
}

// A multiple of `step`, with zeros and equal ones among many of them.
static double multiple(double step, double lowest, double highest) {
  return lowest + step * (double)below((ptrdiff_t)((highest - lowest) / step) + 1);
}

// ---- What is printed ----

struct format {
  int digits, least;
  long double most;  // what is rounded to infinity
};
static const struct format f32 = {FLT_MANT_DIG, FLT_MIN_EXP, FLT_MAX + 0x1p103L};
static const struct format f64 = {DBL_MANT_DIG, DBL_MIN_EXP, DBL_MAX + 0x1p970L};

static struct line {
  const char *kernel, *variant;
  const struct format *format;
  uint64_t hash;
  int results, failures;
  double error, part;
} line;
static int failed;

static void begin_line(const char *kernel, const struct format *format) {
  line = (struct line){.kernel = kernel, .format = format, .hash = 0xcbf29ce484222325};
  state = seed;
}

static const char *name_of_line(void) {
  static char name[80];
  snprintf(name, sizeof name, line.variant ? "%s(%s)" : "%s", line.kernel, line.variant);
  return name;
}

static void end_line(void) {
  printf("%-44s %016" PRIx64 " %8.3f %4.0f%%\n", name_of_line(), line.hash, line.error, 100 * line.part);
}

// What follows is of one function, loss or rule of the kernel.
static void of(const char *variant) {
  if (line.variant) end_line();
  begin_line(line.kernel, line.format);
  line.variant = variant;
}

// Says the first failure of each line.
static void fail(const char *what) {
  if (!line.failures++)
    fprintf(stderr, "%s, %s, after %d results: %s\n", ff_kernels_name(), name_of_line(), line.results, what);
  failed = 1;
}

static double error_of(double y, long double exact, long double size) {
  if (isnan(y) || isnan(exact)) return isnan(y) && isnan(exact) ? 0 : INFINITY;
  if (isinf(y)) return (y > 0) == (exact > 0) && fabsl(exact) >= line.format->most ? 0 : INFINITY;
  if (isinf(exact)) return INFINITY;
  int exponent = 0;
  frexpl(fmaxl(fabsl(exact), size), &exponent);
  if (exponent < line.format->least) exponent = line.format->least;
  return (double)ldexpl(fabsl(y - exact), line.format->digits - exponent);
}

// A result, what it should be, the size of what that is added up from, and how many units of the last place of the
// larger one they may differ by.
static void see(double y, long double exact, long double size, double bound) {
  double error = error_of(y, exact, size), part = error == 0 ? 0 : error / bound;
  if (isnan(y)) y = NAN;  // processors differ in the sign of theirs
  uint64_t bits;
  memcpy(&bits, &y, sizeof bits);
  for (int i = 0; i < 64; i += 8) line.hash = (line.hash ^ (bits >> i & 0xff)) * 0x100000001b3;
  line.results++;
  line.error = fmax(line.error, error);
  line.part = fmax(line.part, part);
  if (part <= 1) return;
  char what[160];
  snprintf(what, sizeof what, "%.17g, not %.21Lg: %.3g units, more than %.3g", y, exact, error, bound);
  fail(what);
}

// ---- Kernels ----

// Heights and widths around whole vectors of 2, 4, 8 and 16 scalars; no matrix is square.
static const int heights[] = {1, 3, 7, 16, 17}, widths[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 64};
enum { HEIGHTS = sizeof heights / sizeof *heights, WIDTHS = sizeof widths / sizeof *widths };
// For each shape, without and with a gap between rows.
#define FOR_SHAPES(rows, columns, gap)                                                                                 \
  for (int shape = 0; shape < HEIGHTS * WIDTHS * 2; N(close_grids)(), shape++)                                         \
    for (ptrdiff_t rows = heights[shape / 2 % HEIGHTS], columns = widths[shape / 2 / HEIGHTS], gap = shape % 2 * 3;    \
         rows != columns; rows = columns)
#define FOR_ELEMENTS(r, c, rows, columns)                                                                              \
  for (ptrdiff_t r = 0; r < (rows); r++)                                                                               \
    for (ptrdiff_t c = 0; c < (columns); c++)

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define N(name) JOIN(name, S)  // the name of this scalar type's copy
#define CALL(kernel, ...) JOIN(JOIN(ff, kernel), S)(__VA_ARGS__)

#define S f32
#define T float
#define EPSILON FLT_EPSILON
#define LEAST FLT_MIN
#define MOST FLT_MAX
#define CANARY __builtin_nanf("0xdead")
#include "checks.inc"
#undef S
#undef T
#undef EPSILON
#undef LEAST
#undef MOST
#undef CANARY

#define S f64
#define T double
#define EPSILON DBL_EPSILON
#define LEAST DBL_MIN
#define MOST DBL_MAX
#define CANARY __builtin_nan("0xdead")
#include "checks.inc"

// A kernel of the list that has no check does not compile here.
#define CHECK(R, NAME, SWIFT, S, ...) {#NAME "_" #S, &S, check_##NAME##_##S},
static const struct {
  const char *kernel;
  const struct format *format;
  void (*check)(void);
} checks[] = {FF_KERNELS(CHECK, float, f32) FF_KERNELS(CHECK, double, f64)};

int main(int count, char **arguments) {
  if (count > 1) seed = strtoull(arguments[1], NULL, 0);
  if (count > 2 && !ff_kernels_use(arguments[2])) return 2;
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    if (checks[i].format->digits == LDBL_MANT_DIG) continue;  // on macOS on arm64 double has no wider type
    begin_line(checks[i].kernel, checks[i].format);
    checks[i].check();
    if (!line.results) fail("nothing was looked at");
    end_line();
  }
  return failed;
}
