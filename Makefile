# The front door. Meson does the building; `make help` lists what there is.
BUILD ?= build
LISTEN ?= 127.0.0.1:8080

.PHONY: help setup build run demo-reset test check asan torture fuzz bench browser tidy docs screens format preview coverage install clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 14

setup: ## install the Debian packages of packages.txt (root or sudo)
	@tools/setup

$(BUILD)/build.ninja: | setup
	@meson setup $(BUILD) >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@rm -f $(BUILD).log

build: $(BUILD)/build.ninja ## compile
	@ninja -C $(BUILD) --quiet

# demo.txt is written last, so that half an invented post is made again; it is shown each time.
$(BUILD)/demo.txt: | build
	@rm -rf $(BUILD)/demo
	@$(BUILD)/posko demo $(BUILD)/demo >$@.part && mv $@.part $@

run: build $(BUILD)/demo.txt ## serve a post with invented cases on http://127.0.0.1:8080
	@cat $(BUILD)/demo.txt
	@exec $(BUILD)/posko serve $(BUILD)/demo --listen $(LISTEN)

demo-reset: build ## throw the invented post away and make a new one
	@rm -rf $(BUILD)/demo $(BUILD)/demo.txt
	@$(MAKE) --no-print-directory $(BUILD)/demo.txt && cat $(BUILD)/demo.txt

test: build ## every test that gates
	@tools/test $(BUILD)

check: build ## fast: unit tests and the style check
	@meson test -C $(BUILD) --no-rebuild --suite unit --suite lint --print-errorlogs

asan: | setup ## unit, flow and torture tests under ASan and UBSan
	@[ -e $(BUILD)-asan/build.ninja ] || meson setup $(BUILD)-asan -Db_sanitize=address,undefined -Db_lundef=false >/dev/null
	@meson test -C $(BUILD)-asan --print-errorlogs -t 4 --no-suite browser --no-suite docs

torture: build ## power cuts, failing disks and kill -9, longer than in `make test`
	@POSKO_TORTURE=long meson test -C $(BUILD) --suite torture --print-errorlogs -t 20

fuzz: ## the parsers under libFuzzer, FUZZ_SECONDS (60) each
	@tools/setup clang libclang-rt-14-dev && tools/fuzz $(BUILD)-fuzz

bench: build ## measure, with peers and limits in the same run
	@bench/run $(BUILD)

browser: build ## the browser tests only
	@meson test -C $(BUILD) --suite browser --print-errorlogs

tidy: build ## layers, banned calls, lengths, unused keys
	@$(BUILD)/tools/tidy .

docs: build ## docs/events.md, routes.md, settings.md from the program's own tables
	@tools/docs $(BUILD)/docs/print_docs

screens: build ## docs/screens: the officers' manual walked, its pictures made again
	@POSKO=$(BUILD)/posko POSKO_SCREENS=docs/screens tests/browser/run manual.test.mjs

format: ## lay out the C with clang-format
	@tools/setup clang-format
	@git ls-files '*.c' '*.h' | xargs clang-format -i

preview: build ## every page from sample data, in build/preview
	@ninja -C $(BUILD) --quiet preview

coverage: ## line coverage of the unit tests
	@tools/setup gcovr
	@[ -e $(BUILD)-cov/build.ninja ] || meson setup $(BUILD)-cov -Db_coverage=true >/dev/null
	@meson test -C $(BUILD)-cov --suite unit && ninja -C $(BUILD)-cov coverage-text && cat $(BUILD)-cov/meson-logs/coverage.txt

install: build ## install under /usr/local (DESTDIR honoured)
	@meson install -C $(BUILD)

clean: ## remove what was built; the invented post goes with it
	@rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-cov $(BUILD)-fuzz
