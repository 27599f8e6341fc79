// The embedded tables: CSV text, compiled into the library. tables/README.md gives the source and licence of each.
#ifndef FEEDFORWARD_CDATASETS_H
#define FEEDFORWARD_CDATASETS_H

#include <stddef.h>

// `count` bytes of CSV: a header line, then one line an example, the target last. They live as long as the program.
struct ff_table {
  const unsigned char *bytes;
  size_t count;
};

// The table of that name: digits, breast-cancer, iris, wine or diabetes. No bytes (NULL, 0) for any other name.
struct ff_table ff_table_named(const char *name);

#endif
