// The formulas of CKernels.h for single numbers and rows, in long double and with libm.
//
// A bound is in units of the last place: half a unit for one rounding, n units for n in a chain, which are a relative
// error of n u. Where a result is added up, the unit is that of the size of its terms: they may cancel.
#ifndef FEEDFORWARD_REFERENCE_H
#define FEEDFORWARD_REFERENCE_H

#include "../../Sources/CKernels/include/CKernels.h"

// Constants that float holds too, and no powers of two.
#define ALPHA 0.3125
#define CORNER 0.8125  // Huber's parameter
#define SCALE 0.6875
extern const struct ff_step step_numbers;

struct range {
  double lowest, highest;
};

struct terms {
  long double first, second;
};

// The slope is a sum, and a function of a or z as FF_ACTIVATIONS says; `sources` is the range of a.
struct activation {
  long double (*value)(long double z);
  struct terms (*slope)(long double source);
  struct range float_logits, double_logits, sources;
  double bound, slope_bound;
};
#define FF_NAMED(CODE, NAME, ...) extern const struct activation activation_##NAME;
FF_ACTIVATIONS(FF_NAMED)
#undef FF_NAMED

struct loss {
  long double (*value)(long double r), (*slope)(long double r);
  double bound;
};
#define FF_NAMED(CODE, NAME, ...) extern const struct loss loss_##NAME;
FF_LOSSES(FF_NAMED)
#undef FF_NAMED

// What a loss makes of one row of logits.
enum { MOST_COLUMNS = 64 };
struct logit_row {
  long double t[2 * MOST_COLUMNS], slope[2 * MOST_COLUMNS], slope_size[2 * MOST_COLUMNS];
  long double loss, loss_size;
};
struct logit_loss {
  void (*row)(int columns, const long double *z, const long double *y, const double *weights, struct logit_row *row);
  int logits;       // of each column of y
  double far;       // logits of this size, too, are finite
  double greatest;  // target
  double bound, slope_bound, loss_bound;
};
#define FF_NAMED(CODE, NAME, ...) extern const struct logit_loss logit_loss_##NAME;
FF_LOGIT_LOSSES(FF_NAMED)
#undef FF_NAMED

// What a rule moves and remembers, or the sizes of the terms of that.
struct parameter {
  long double theta, m, v;
};
struct update {
  void (*step)(long double g, struct parameter *p, struct parameter *size);
  double bound;
  int by_sign;  // a rounding may become a whole step
};
#define FF_NAMED(CODE, NAME, ...) extern const struct update update_##NAME;
FF_UPDATES(FF_NAMED)
#undef FF_NAMED

long double logistic(long double z);
long double softplus(long double z);

// The four words of one block of Philox 4x32-10.
void philox(const struct ff_stream *stream, uint32_t block, uint32_t row, uint32_t words[4]);

#endif
