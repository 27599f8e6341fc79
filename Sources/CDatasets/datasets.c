#include "CDatasets.h"

#include <string.h>

// `#embed` is C23; clang has it in every language mode since version 19, and warns of it in the older ones. The package
// is compiled as C17, and this file is the only one that needs more.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char digits[] = {
#embed "tables/digits.csv"
};
static const unsigned char breast_cancer[] = {
#embed "tables/breast_cancer.csv"
};
static const unsigned char iris[] = {
#embed "tables/iris.csv"
};
static const unsigned char wine[] = {
#embed "tables/wine.csv"
};
static const unsigned char diabetes[] = {
#embed "tables/diabetes.csv"
};

struct ff_table ff_table_named(const char *name) {
  static const struct {
    const char *name;
    struct ff_table table;
  } tables[] = {
      {"digits", {digits, sizeof digits}}, {"breast-cancer", {breast_cancer, sizeof breast_cancer}},
      {"iris", {iris, sizeof iris}},       {"wine", {wine, sizeof wine}},
      {"diabetes", {diabetes, sizeof diabetes}},
  };
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
    if (strcmp(tables[i].name, name) == 0) return tables[i].table;
  return (struct ff_table){NULL, 0};
}
