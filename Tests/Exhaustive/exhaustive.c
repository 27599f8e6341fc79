// Every float through every function, and random doubles, against libm in the next wider type:
//
//   clang -O2 -ISources/CKernels/include Tests/Exhaustive/exhaustive.c Sources/CKernels/*.c -lm -lpthread -o exhaustive
//   ./exhaustive [step = 1] [doubles = 100000000] [function]
//
// A step of n takes each n-th float. Prints the worst error in units of the last place, where it is, and how often a
// monotone function decreases; exits 1 when a bound is exceeded.
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../Sources/CKernels/Kernels.h"

enum { BLOCK = 1 << 15, THREADS = 2, SETS = 3, LOGARITHM = 100, EXPONENTIAL };

#define REFERENCES(T, S, X)                                                                                            \
  static T logistic_##S(T x) { return 1 / (1 + exp##X(-x)); }                                                          \
  static T softplus_##S(T x) { return x > 0 ? x + log1p##X(exp##X(-x)) : log1p##X(exp##X(x)); }                        \
  static T silu_##S(T x) { return x == -INFINITY ? 0 : x < -60 ? x * exp##X(x) : x / (1 + exp##X(-x)); }               \
  static T softsign_##S(T x) { return isinf(x) ? copysign##X(1, x) : x / (1 + fabs##X(x)); }                           \
  static T selu_##S(T x) { return 1.0507009873554804934L * (x > 0 ? x : 1.6732632423543772848L * expm1##X(x)); }       \
  static T mish_##S(T x) {                                                                                             \
    return x == -INFINITY ? 0 : x < -60 ? x * exp##X(x) : x * tanh##X(softplus_##S(x));                                \
  }                                                                                                                    \
  static T elu_##S(T x) { return x > 0 ? x : expm1##X(x); }                                                            \
  /* erfc(a + d) = erfc(a) - 2/√π e^-a² d: the rounding d of a is amplified a² times. */                               \
  static T gelu_##S(T x) {                                                                                             \
    if (isinf(x)) return x > 0 ? x : 0;                                                                                \
    const T root = sqrt##X((T)2), rest = (2 - root * root) / (2 * root);                                               \
    T a = -x / root, d = -(fma##X(a, root, x) + a * rest) / root;                                                      \
    return x * (erfc##X(a) - (T)1.12837916709551257390L * exp##X(-a * a) * d) / 2;                                     \
  }
REFERENCES(double, f32, )
REFERENCES(long double, f64, l)

static const struct function {
  const char *name;
  int which, monotone;
  double (*wide)(double);
  long double (*wider)(long double);
  double bound_float, bound_double, lowest, highest;  // where random doubles are most interesting
} functions[] = {
    {"exp", EXPONENTIAL, 1, exp, expl, 1.5, 1.5, -750, 712},
    {"log", LOGARITHM, 1, log, logl, 2.5, 2, 0, 10},
    {"logistic", FF_LOGISTIC, 1, logistic_f32, logistic_f64, 2.5, 2, -750, 50},
    {"tanh", FF_TANH, 1, tanh, tanhl, 2.5, 2, -20, 20},
    {"softplus", FF_SOFTPLUS, 1, softplus_f32, softplus_f64, 2.5, 2, -750, 50},
    {"silu", FF_SILU, 0, silu_f32, silu_f64, 2.5, 2, -760, 50},
    {"gelu", FF_GELU, 0, gelu_f32, gelu_f64, 4, 4, -39, 10},
    {"softsign", FF_SOFTSIGN, 0, softsign_f32, softsign_f64, 2.5, 2, -10, 10},
    {"mish", FF_MISH, 0, mish_f32, mish_f64, 4, 4, -760, 25},
    {"selu", FF_SELU, 1, selu_f32, selu_f64, 2.5, 2.5, -40, 1},
    {"elu", FF_ELU, 1, elu_f32, elu_f64, 1.5, 1.5, -40, 1},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

static const struct ff_kernels *sets[SETS];
static int set_count;

struct worst {
  double error, at;
  uint64_t decreases;
  double decrease_at;
};
struct job {
  pthread_t thread;
  const struct function *f;
  int index;
  uint64_t step, doubles;
  struct worst worst[SETS];
};

#define APPLY(S, T)                                                                                                    \
  static void apply_##S(const struct ff_kernels *k, const struct function *f, ptrdiff_t n, const T *x, T *y) {         \
    if (f->which == EXPONENTIAL) k->exp_##S(n, x, y);                                                                  \
    else if (f->which == LOGARITHM) k->log_##S(n, x, y);                                                               \
    else k->activate_##S((enum ff_activation)f->which, 1, 1, n, x, n, y, n);                                           \
  }
APPLY(f32, float)
APPLY(f64, double)

// |y - exact| in units of the last place of a format with `digits` bits whose least normal exponent is `least`.
static double error_of(long double y, long double exact, int digits, int least, long double most) {
  if (isnan(y) || isnan(exact)) return isnan(y) && isnan(exact) ? 0 : INFINITY;
  if (isinf(y)) return (y > 0) == (exact > 0) && fabsl(exact) > most ? 0 : INFINITY;
  if (isinf(exact)) return INFINITY;
  int e = 0;
  frexpl(exact, &e);
  return (double)fabsl(ldexpl(y - exact, digits - (e > least ? e : least)));
}

// The same in fewer cycles for 2^32 numbers.
static double float_error(float y, double exact) {
  double magnitude = fabs(exact);
  if (!(magnitude < FLT_MAX)) return error_of(y, exact, FLT_MANT_DIG, FLT_MIN_EXP, FLT_MAX + 0x1p103L);
  uint64_t bits;
  if (magnitude < FLT_MIN) magnitude = FLT_MIN;
  memcpy(&bits, &magnitude, 8);
  bits = (bits >> 52 << 52) - (23ull << 52);
  double unit;
  memcpy(&unit, &bits, 8);
  double error = fabs((double)y - exact) / unit;
  return error == error ? error : INFINITY;
}

static void note(struct worst *w, double error, double x) {
  if (error > w->error) w->error = error, w->at = x;
}

// The float at place k of 2^32 in ascending order: negative NaNs, numbers, NaNs.
static float ordered(uint32_t k) {
  uint32_t bits = k >> 31 ? k & 0x7fffffff : ~k;
  float x;
  memcpy(&x, &bits, 4);
  return x;
}

static void *run_floats(void *argument) {
  struct job *j = argument;
  static _Thread_local float x[BLOCK + 1], y[BLOCK + 1];
  static _Thread_local double exact[BLOCK + 1];
  uint64_t span = BLOCK * j->step;
  for (uint64_t start = j->index * span; start < 1ull << 32; start += THREADS * span) {
    ptrdiff_t n = 0;  // one more than the block: the next block's first number is compared with this one's last
    for (uint64_t k = start; n <= BLOCK && k < 1ull << 32; k += j->step) x[n++] = ordered((uint32_t)k);
    for (ptrdiff_t i = 0; i < n; i++) exact[i] = j->f->wide(x[i]);
    for (int s = 0; s < set_count; s++) {
      struct worst *w = j->worst + s;
      apply_f32(sets[s], j->f, n, x, y);
      for (ptrdiff_t i = 0; i < n; i++) note(w, float_error(y[i], exact[i]), x[i]);
      for (ptrdiff_t i = 1; i < n; i++)
        if (y[i] < y[i - 1]) w->decreases++, w->decrease_at = x[i];
    }
  }
  return NULL;
}

static uint64_t next(uint64_t *state) {  // SplitMix64
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

static double random_double(const struct function *f, uint64_t *state) {
  double uniform = (double)(next(state) >> 11) * 0x1p-53, x;
  switch (next(state) % 4) {
    case 0: return f->lowest + uniform * (f->highest - f->lowest);
    case 1: return (next(state) & 1 ? 4 : -4) * uniform;
    case 2: return (next(state) & 1 ? 1 : -1) * ldexp(1 + uniform, (int)(next(state) % 70) - 60);
    default: {
      uint64_t bits = next(state);
      memcpy(&x, &bits, 8);
      return x;
    }
  }
}

static void *run_doubles(void *argument) {
  struct job *j = argument;
  static _Thread_local double x[BLOCK], y[BLOCK];
  static _Thread_local long double exact[BLOCK];
  static const double hard[] = {
      0, -0.0, 1, -1, INFINITY, -INFINITY, NAN, DBL_MIN, -DBL_MIN, 0x1p-1074, -0x1p-1074, DBL_MAX, -DBL_MAX,
      709.78271289338397, 709.78271289338409, -745.13321910194111, -745.13321910194122, -708.39641853226408,
      -708.39641853226431, 0.55, 0.75, 1.5, -40, 1 - 0x1p-53, 1 + 0x1p-52};
  uint64_t state = 1 + j->index, done = 0;
  while (done < j->doubles / THREADS) {
    for (ptrdiff_t i = 0; i < BLOCK; i++) x[i] = random_double(j->f, &state);
    if (!done) memcpy(x, hard, sizeof hard);
    for (ptrdiff_t i = 0; i < BLOCK; i++) exact[i] = j->f->wider(x[i]);
    for (int s = 0; s < set_count; s++) {
      apply_f64(sets[s], j->f, BLOCK, x, y);
      for (ptrdiff_t i = 0; i < BLOCK; i++)
        note(j->worst + s, error_of(y[i], exact[i], DBL_MANT_DIG, DBL_MIN_EXP, DBL_MAX), x[i]);
    }
    done += BLOCK;
  }
  return NULL;
}

static int run(const struct function *f, const char *type, void *(*body)(void *), uint64_t step, uint64_t doubles,
               double bound) {
  struct job jobs[THREADS];
  int failed = 0;
  for (int i = 0; i < THREADS; i++) {
    jobs[i] = (struct job){.f = f, .index = i, .step = step, .doubles = doubles};
    pthread_create(&jobs[i].thread, NULL, body, &jobs[i]);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(jobs[i].thread, NULL);
  for (int s = 0; s < set_count; s++) {
    struct worst all = jobs[0].worst[s];
    for (int i = 1; i < THREADS; i++) {
      struct worst w = jobs[i].worst[s];
      note(&all, w.error, w.at);
      if (w.decreases) all.decrease_at = w.decrease_at;
      all.decreases += w.decreases;
    }
    int bad = !(all.error <= bound) || (f->monotone && all.decreases);
    printf("%-9s %-6s %-8s %.3f ULP at %.17g (%a)", f->name, type, sets[s]->name, all.error, all.at, all.at);
    if (f->monotone && all.decreases)
      printf(", decreases %llu times, at %a", (unsigned long long)all.decreases, all.decrease_at);
    puts(bad ? "  FAILED" : "");
    failed |= bad;
  }
  fflush(stdout);
  return failed;
}

int main(int count, char **arguments) {
  uint64_t step = count > 1 ? strtoull(arguments[1], NULL, 0) : 1;
  uint64_t doubles = count > 2 ? strtoull(arguments[2], NULL, 0) : 100000000;
  int failed = 0;
#ifdef __x86_64__
  if (ff_kernels_use("avx512")) sets[set_count++] = &ff_kernels_avx512;
  if (ff_kernels_use("avx2")) sets[set_count++] = &ff_kernels_avx2;
#endif
  sets[set_count++] = &ff_kernels_baseline;
  for (const struct function *f = functions; f < functions + FUNCTIONS; f++) {
    if (count > 3 && strcmp(arguments[3], f->name)) continue;
    if (step) failed |= run(f, "float", run_floats, step, doubles, f->bound_float);
    if (doubles) failed |= run(f, "double", run_doubles, step, doubles, f->bound_double);
  }
  return failed;
}
