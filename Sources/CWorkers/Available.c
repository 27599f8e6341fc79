#define _GNU_SOURCE
#include "CWorkers.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>

// Processors that one control group grants, or `most`.
static double quota_v2(const char *folder, double most) {
  char path[4200];
  double quota, period;
  snprintf(path, sizeof path, "/sys/fs/cgroup%s/cpu.max", folder);
  FILE *file = fopen(path, "re");
  if (!file) return most;
  if (fscanf(file, "%lf %lf", &quota, &period) == 2 && period > 0 && quota / period < most) most = quota / period;
  fclose(file);
  return most;
}

static double number_in(const char *path) {
  double value = -1;
  FILE *file = fopen(path, "re");
  if (!file) return -1;
  if (fscanf(file, "%lf", &value) != 1) value = -1;
  fclose(file);
  return value;
}

// The least that the process's control group and those above it grant.
static double quota(double most) {
  char line[4096];
  FILE *file = fopen("/proc/self/cgroup", "re");
  while (file && fgets(line, sizeof line, file)) {
    if (strncmp(line, "0::", 3)) continue;
    char *folder = line + 3;
    folder[strcspn(folder, "\n")] = 0;
    for (char *end = folder + strlen(folder); end > folder;) {
      *end = 0;
      most = quota_v2(folder, most);
      while (end > folder && *--end != '/') {
      }
    }
    most = quota_v2("", most);
  }
  if (file) fclose(file);
  double limit = number_in("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  double period = number_in("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
  return limit > 0 && period > 0 && limit / period < most ? limit / period : most;
}

int ff_workers_available(void) {
  cpu_set_t mask;
  double most = sched_getaffinity(0, sizeof mask, &mask) == 0 ? CPU_COUNT(&mask) : sysconf(_SC_NPROCESSORS_ONLN);
  int whole = (int)quota(most);
  return whole < 1 ? 1 : whole;
}

#else

int ff_workers_available(void) {
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online < 1 ? 1 : (int)online;
}

#endif
