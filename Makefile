# swift-feedforward
#
#   make run         build, then watch a network learn handwritten digits (ARGS="--json" hands on options)
#   make test        build, then run the whole test suite
#   make benchmark   time training and prediction beside the bare BLAS calls
#   make build       build only
#   make lint        check the formatting, and that BLAS is imported only where the design says
#   make format      format every Swift file in place
#   make install     put the command `feedforward` into PREFIX/bin (default /usr/local; DESTDIR is honoured)
#   make uninstall   take it away again
#   make setup       install OpenBLAS and LAPACKE where they are missing; part of build, run, test and benchmark
#   make clean       remove everything that was built

PREFIX ?= /usr/local
ARGS ?=

# Everything is built in release: the kernels in C are not optimized in debug, and one build serves all the targets.
SWIFT_FLAGS := -c release
COMMAND := .build/release/feedforward
INSTALLED := $(DESTDIR)$(PREFIX)/bin/feedforward

SWIFT_FILES := $(wildcard Package.swift Sources Tests Benchmarks Examples)
BLAS_IMPORTERS := Sources/FeedForward/Kernels/(BLAS|LAPACK)\.swift

.PHONY: help setup build run test benchmark lint format install uninstall clean

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

setup:
	@scripts/setup.sh

build: setup
	swift build $(SWIFT_FLAGS) --product feedforward

run: build
	@$(COMMAND) demo $(ARGS)

test: setup
	swift test $(SWIFT_FLAGS)

benchmark: setup
	swift run $(SWIFT_FLAGS) FeedForwardBenchmark $(ARGS)

lint:
	swift format lint --strict --recursive $(SWIFT_FILES)
	@! grep -rnE --include='*.swift' '^[^/]*import +([a-z]+ +)?COpenBLAS' $(SWIFT_FILES) | \
	  grep -vE '^$(BLAS_IMPORTERS):' || \
	  { echo 'COpenBLAS may be imported in Kernels/BLAS.swift and Kernels/LAPACK.swift only (lines above).' >&2; exit 1; }

format:
	swift format --in-place --recursive $(SWIFT_FILES)

install: build
	install -d $(dir $(INSTALLED))
	install -m 755 $(COMMAND) $(INSTALLED)

uninstall:
	rm -f $(INSTALLED)

clean:
	rm -rf .build
