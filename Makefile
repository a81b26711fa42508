# What a newcomer types. Debian 12 and Swift 6.3 are enough: each target prints the apt line of what it needs and
# installs what is missing. `make` alone lists the targets.

BUILD_PACKAGES := ca-certificates git libdeflate-dev libmagic-dev libsqlite3-dev libssl-dev libxml2-dev openssl pkg-config python3 zlib1g-dev
TEST_PACKAGES := $(BUILD_PACKAGES) age curl faketime file golang-go golang-golang-x-mod-dev libxml2-utils python3-venv sqlite3 strace unzip util-linux xz-utils
BENCH_PACKAGES := $(BUILD_PACKAGES) age coreutils curl gcc hashdeep python3-venv

SUDO := $(shell [ "$$(id -u)" -eq 0 ] || echo sudo)
VENV := $(CURDIR)/.venv
# The last thing printed names what failed: among a thousand tests that pass it would be lost.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
TELL_FAILED := echo; echo 'what failed:'; grep --after-context=8 'recorded an issue' .build/tests.log | grep '✘\|↳' | cut -c 1-600
PYTHON_TESTED := PATH="$(VENV)/bin:$$PATH" VIRTUAL_ENV="$(VENV)" SCELLE_PYTHON="$(VENV)/bin/python"

# $(call install,PACKAGES): prints the line, then installs those of them that are missing.
define install
	@echo "$(strip $(SUDO) apt-get install --no-install-recommends $(1))"
	@missing=$$(for package in $(1); do \
		dpkg-query --show --showformat='$${db:Status-Status}' $$package 2>/dev/null | grep -q '^installed$$' \
			|| echo $$package; \
	done); \
	if [ -n "$$missing" ]; then \
		$(SUDO) apt-get update -q && \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing; \
	fi
endef

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' Makefile | expand -t 16

.PHONY: packages
packages: ## install what building needs
	$(call install,$(BUILD_PACKAGES))

.PHONY: build
build: packages ## build the release binaries, .build/release/scelle and scelle-observe beside it
	swift build -c release --product scelle
	swift build -c release --product scelle-observe

.PHONY: demo
demo: build ## the main job on Examples/, from identity to verdict
	sh Examples/demo/demo.sh .build/release/scelle

# The stamp is written last: an interrupted installation is begun again.
$(VENV)/installed: Tests/requirements.txt
	rm -rf $(VENV)
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement Tests/requirements.txt
	touch $@

.PHONY: test-packages
test-packages:
	$(call install,$(TEST_PACKAGES))

.PHONY: test
test: test-packages ## everything: Swift's tests, and those of what the tests stand on
	@$(MAKE) --no-print-directory $(VENV)/installed
	python3 Tests/Checks/test_authority.py
	@$(PYTHON_TESTED) swift test 2>&1 | tee .build/tests.log || { $(TELL_FAILED); exit 1; }

$(VENV)/bench-installed: Tests/Bench/requirements.txt
	[ -x $(VENV)/bin/python ] || python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement Tests/Bench/requirements.txt
	touch $@

.PHONY: bench-packages
bench-packages: build
	$(call install,$(BENCH_PACKAGES))
	swift build -c release --product scelle-bench
	@$(MAKE) --no-print-directory $(VENV)/bench-installed

.PHONY: bench
bench: bench-packages ## what it costs beside other tools; takes some fifty minutes and 40 GB in $$SCELLE_BENCH_DIR
	PATH="$(VENV)/bin:$$PATH" python3 Tests/Bench/bench.py $(BENCH)

.PHONY: bench-short
bench-short: bench-packages ## the same on small materials, in two minutes, to see that it works
	PATH="$(VENV)/bin:$$PATH" python3 Tests/Bench/bench.py --short $(BENCH)

ROUNDS := 500

.PHONY: faults
faults: build test-packages ## break the program at its system calls and ask what was lost; ROUNDS says how often
	python3 Tests/Faults/faults.py .build/release/scelle --rounds $(ROUNDS) $(FAULTS)

.PHONY: fuzz
fuzz: packages ## bend sample files a million times and read them; FUZZ_ROUNDS says how often
	SCELLE_FUZZ_ROUNDS=$(or $(FUZZ_ROUNDS),1000000) swift test -c release -Xswiftc -enable-testing --filter FuzzTests

.PHONY: check
check: packages ## format, warnings, layers, words, keys
	swift format lint --strict --recursive Package.swift Sources Tests
	swift build --explicit-target-dependency-import-check error
	python3 Tests/Checks/test_keys.py
	python3 Tests/Checks/test_rules.py
	python3 Tests/Checks/rules.py

.PHONY: format
format: ## rewrite the sources as .swift-format wants them
	swift format --in-place --recursive Package.swift Sources Tests

.PHONY: clean
clean: ## remove what the other targets made
	rm -rf .build .venv .demo
