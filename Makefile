# swift-feedforward
#
#   make run         build the engine, then watch a network learn handwritten digits
#   make test        build, then run the whole test suite and test-samples
#   make test-samples   compile and run every code sample of README, guides and Examples (ARGS="Serving" selects pages)
#   make test-server    build Examples/PredictionServer and put it under load (needs curl, python3, wrk)
#   make test-onnx   run exported models by ONNX Runtime (from PyPI, in a folder of its own in TMPDIR)
#   make test-exhaustive   every float through every element-wise function (a quarter of an hour; ARGS="16": each 16th)
#   make test-kernels      every kernel in C against plain loops, in each instruction set (ARGS="7": the seed)
#   make test-arm    the same in NEON too, under qemu, and which kernels have the same bits everywhere
#   make test-mutations    break the sources on purpose, edit by edit; each has to turn a test red (ARGS="adam" selects)
#   make fuzz        give every reader of files what libFuzzer makes up (SECONDS=60 for each; ARGS="csv" selects)
#   make test-tsan   what several threads share, under ThreadSanitizer
#   make test-mpi    build feedforward-mpi, and train on 1 to 8 ranks: the same bits, killed ranks, errors (installs
#                    Open MPI; MPI=mpich: MPICH; ARGS="killed" selects)
#   make test-crash  kill a training 200 times at random moments: it ends with the same bits (KILLS=1000)
#   make benchmark   time training and prediction beside the bare BLAS calls
#   make benchmark-peers   the same beside PyTorch, JAX and others (about an hour); writes this processor's section of
#                    Benchmarks/RESULTS.md (ARGS="--isa avx2" limits everybody to that instruction set)
#   make benchmark-mpi   time steps that ranks share, and messages; writes Distributed/SCALING.md
#   make benchmark-tables INDEX=FILE   accuracy on the tables of an index, beside boosted trees and others (an hour)
#   make proben1     train on PROBEN1's problems, beside the figures of its report (ARGS="--data DIR --problem cancer1")
#   make figures     draw the figures of the documentation's lecture anew, and print their numbers
#   make build       build the command line only
#   make lint        check the formatting, and the rules of scripts/lint.py: floors, pointers, imports, paths, columns
#   make format      format every Swift file in place
#   make docs        one site of all libraries and guides in .build-docs/site, by DocC; what is undocumented is an error
#   make dependency  print the lines by which another package depends on this folder, or on where it was cloned from
#   make dist        a tarball of the command, its manual page and completions, for systems without Swift; it needs
#                    libopenblas0 there
#   make test-pages  look at reports and the playground in headless Chromium: nothing overflows, nothing overlaps
#   make install     put the command `feedforward`, its manual page and completions for bash, zsh and fish under PREFIX
#                    (/usr/local; DESTDIR is honoured)
#   make uninstall   take it away again
#   make manual      write the manual page anew from what the command says of its options
#   make setup       install OpenBLAS, LAPACKE and zlib where they are missing; part of build, run, test and benchmark
#   make clean       remove everything that was built

PREFIX ?= /usr/local
ARGS ?=

# Release throughout: the kernels in C are not optimized in debug. One build serves the command and `test`: all of it
# may be imported for testing, which `swift test` would otherwise switch on by itself and compile every file again.
SHARED_BUILD := -c release -Xswiftc -enable-testing
# Timings, those of `run` too, are taken from a build like the one a package gets that depends on this one. The engine
# is compiled in half the time.
PLAIN_BUILD := -c release -debug-info-format none --scratch-path .build-plain
MPI := openmpi
MPI_BUILD := $(if $(filter mpich,$(MPI)),.build-mpich,.build-mpi)
COMMAND := .build/release/feedforward
INSTALLED := $(DESTDIR)$(PREFIX)/bin/feedforward
SHARED := $(DESTDIR)$(PREFIX)/share
MANUAL := $(SHARED)/man/man1/feedforward.1
# Where each shell looks for what completes the command.
BASH_COMPLETION := $(SHARED)/bash-completion/completions/feedforward
ZSH_COMPLETION := $(SHARED)/zsh/site-functions/_feedforward
FISH_COMPLETION := $(SHARED)/fish/vendor_completions.d/feedforward.fish
COMPLETIONS := $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION)

ONNX_PYTHON := $(or $(TMPDIR),/tmp)/swift-feedforward-onnx

SWIFT_FILES := $(wildcard Package.swift Sources Tests Benchmarks Examples Docs Distributed)

.PHONY: help setup build run test test-samples test-server test-onnx test-exhaustive test-kernels test-arm \
  test-mutations fuzz test-tsan test-crash test-mpi benchmark benchmark-mpi benchmark-peers benchmark-tables proben1 \
  figures lint format manual docs dependency install uninstall dist test-pages clean

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

setup:
	@scripts/setup.sh

build: setup
	swift build $(SHARED_BUILD) --product feedforward

run: setup
	@swift run $(PLAIN_BUILD) FirstRun

test: setup
	swift test $(SHARED_BUILD) --disable-testable-imports
	swift build $(SHARED_BUILD) --product feedforward
	scripts/samples.sh

test-samples: build
	scripts/samples.sh $(ARGS)

test-server: build
	FEEDFORWARD=$(abspath $(COMMAND)) Examples/PredictionServer/check.sh

test-exhaustive: setup
	@mkdir -p .build
	clang -O2 -ISources/CKernels/include Tests/Exhaustive/exhaustive.c Sources/CKernels/*.c -lm -lpthread \
	  -o .build/exhaustive
	.build/exhaustive $(ARGS)

test-kernels: setup
	scripts/kernels.sh $(ARGS)

test-arm:
	@scripts/setup.sh arm
	scripts/kernels.sh arm $(ARGS)

test-onnx: setup
	swift build $(SHARED_BUILD) --product ONNXSamples
	@[ -x $(ONNX_PYTHON)/bin/python ] || python3 -m venv $(ONNX_PYTHON)
	@$(ONNX_PYTHON)/bin/pip install -q --disable-pip-version-check onnx==1.23.2 onnxruntime==1.32.0
	@rm -rf $(ONNX_PYTHON)/samples
	.build/release/ONNXSamples $(ONNX_PYTHON)/samples
	$(ONNX_PYTHON)/bin/python Tests/FeedForwardONNXTests/Python/check.py $(ONNX_PYTHON)/samples

test-mutations: setup
	scripts/mutations.py $(ARGS)

SECONDS := 60
fuzz: setup
	scripts/fuzz.sh $(SECONDS) $(ARGS)

# The sanitizer has an allocator of its own: it would end the process where a test asks for more memory than there is,
# leaves nothing to count for LeanTests, and keeps its notes in what a limit for files forbids.
test-tsan: setup
	TSAN_OPTIONS=allocator_may_return_null=1 swift test $(SHARED_BUILD) --disable-testable-imports --sanitize thread \
	  --scratch-path .build-tsan --skip LeanTests --skip aModelThatCannotBeWrittenLeavesTheOneBefore

test-mpi: build
	MPI=$(MPI) scripts/mpi.sh
	MPI=$(MPI) python3 Distributed/test.py $(MPI_BUILD)/release/feedforward-mpi $(COMMAND) $(ARGS)

benchmark-mpi: setup
	scripts/mpi.sh FeedForwardMPIBenchmark
	python3 Distributed/benchmark.py .build-mpi/release $(ARGS)

test-crash: setup
	FEEDFORWARD_KILLS=$(or $(KILLS),200) swift test $(SHARED_BUILD) --disable-testable-imports --filter CrashTests

benchmark: setup
	swift run $(PLAIN_BUILD) FeedForwardBenchmark $(ARGS)

benchmark-peers: setup
	swift build $(PLAIN_BUILD) --product FeedForwardBenchmark
	python3 Benchmarks/peers/run.py .build-plain/release/FeedForwardBenchmark $(ARGS)

benchmark-tables: build
	@test -n "$(INDEX)" || { echo "INDEX=FILE is a list of tables; see Benchmarks/tables/tables.py"; exit 1; }
	python3 Benchmarks/tables/tables.py $(COMMAND) $(INDEX) $(ARGS)

proben1: setup
	@swift run $(PLAIN_BUILD) Proben1 $(ARGS)

figures: build
	@$(COMMAND) figures --output Sources/FeedForward/FeedForward.docc/Resources $(ARGS)

lint:
	swift format lint --strict --recursive $(SWIFT_FILES)
	@scripts/lint.py

format:
	swift format --in-place --recursive $(SWIFT_FILES)

manual: build
	scripts/manual.py $(COMMAND)

LIBRARIES := FeedForward FeedForwardSearch FeedForwardData FeedForwardModels FeedForwardONNX FeedForwardPlots \
  NaiveFeedForward
SITE := $(CURDIR)/.build-docs/site
docs: setup
	mkdir -p $(SITE)
	swift package --package-path Docs --scratch-path .build-docs --allow-writing-to-directory $(SITE) \
	  generate-documentation $(LIBRARIES:%=--product %) --enable-experimental-combined-documentation \
	  --warnings-as-errors --transform-for-static-hosting --output-path $(SITE) $(ARGS)
	@echo '<!doctype html><meta http-equiv="refresh" content="0; url=documentation/">' > $(SITE)/index.html
	@echo "Look at it by:  python3 -m http.server --directory $(SITE:$(CURDIR)/%=%)"

dependency:
	@echo '.package(name: "swift-feedforward", path: "$(CURDIR)", traits: []),'
	@! url=$$(git remote get-url origin 2> /dev/null) || echo "or  .package(url: \"$$url\", branch: \"main\", traits: []),"

test-pages: build
	@scripts/setup.sh pages
	scripts/pages.py $(COMMAND)

# What is installed holds the Swift runtime, and LAPACKE where there is an archive of it: it hangs on nothing but BLAS
# and LAPACK, which Debian's libopenblas0 has. Built apart, or the other build would have to be made anew.
INSTALLABLE := .build-install/release/feedforward
LAPACKE = $(notdir $(wildcard $(shell pkg-config --variable=libdir lapacke 2> /dev/null)/liblapacke.a))
install: setup
	$(if $(LAPACKE),LAPACKE_ARCHIVE=$(LAPACKE)) \
	  swift build -c release --scratch-path .build-install --static-swift-stdlib --product feedforward
	install -d $(dir $(INSTALLED))
	install -s -m 755 $(INSTALLABLE) $(INSTALLED)
	install -d $(dir $(MANUAL))
	install -m 644 Manual/feedforward.1 $(MANUAL)
	install -d $(dir $(COMPLETIONS))
	$(INSTALLABLE) --generate-completion-script bash > $(BASH_COMPLETION)
	$(INSTALLABLE) --generate-completion-script zsh > $(ZSH_COMPLETION)
	$(INSTALLABLE) --generate-completion-script fish > $(FISH_COMPLETION)
	chmod 644 $(COMPLETIONS)

DIST := feedforward-$(shell uname -m)
dist: setup
	rm -rf .build/$(DIST)
	$(MAKE) install PREFIX=/ DESTDIR=$(CURDIR)/.build/$(DIST)
	tar -C .build -czf $(DIST).tar.gz $(DIST)

uninstall:
	rm -f $(INSTALLED) $(MANUAL) $(COMPLETIONS)

clean:
	rm -rf .build .build-plain .build-docs .build-fuzz .build-install .build-samples .build-tsan
