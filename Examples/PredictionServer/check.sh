#!/usr/bin/env bash
# Builds the server and the command line, trains two small models, starts the server on loopback and checks its answers
# with curl: that they are those of `feedforward predict` to the last digit, that wrong requests are refused with a
# reason, that the model is replaced and the server ended under load by wrk without a failed request.
#
#   ./check.sh [SECONDS]     seconds of each load, 5 by default; needs curl, python3 and wrk (Debian's package wrk).
#                            FEEDFORWARD names a command line that is built already.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-5}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$work"' EXIT

fail() {
  echo "FAILED: $*" >&2
  [ ! -s "$work/log" ] || tail -n 5 "$work/log" >&2
  exit 1
}

for tool in curl python3 wrk; do
  command -v "$tool" > /dev/null || fail "$tool is not installed"
done

feedforward=${FEEDFORWARD:-../../.build/release/feedforward}
[ -n "${FEEDFORWARD:-}" ] || swift build -c release --package-path ../.. -Xswiftc -enable-testing --product feedforward
swift build -c release

# Two classes in the plane, one column of texts, some values missing.
python3 - "$work" << 'EOF'
import json, random, sys

random.seed(1)
folder = sys.argv[1]
rows = []
for i in range(400):
    x, town = random.gauss(0, 2), random.choice(["Bern", "Oslo", "Ulm"])
    y = None if i % 17 == 0 else random.gauss(1, 3)
    rows.append({"x": x, "y": y, "town": town, "kind": "near" if x * x < 3 + (town == "Ulm") else "far"})
with open(f"{folder}/train.csv", "w") as file:
    file.write("x,y,town,kind\n")
    for row in rows:
        file.write(f"{row['x']},{'' if row['y'] is None else row['y']},{row['town']},{row['kind']}\n")
inputs = [{name: row[name] for name in ("x", "y", "town")} for row in rows]
json.dump({"rows": inputs[:100]}, open(f"{folder}/rows.json", "w"))
json.dump({"rows": inputs[:1]}, open(f"{folder}/row.json", "w"))
json.dump({"rows": inputs * 30}, open(f"{folder}/many.json", "w"))
with open(f"{folder}/rows.csv", "w") as file:
    file.write("x,y,town\n")
    for row in inputs[:100]:
        file.write(f"{row['x']},{'' if row['y'] is None else row['y']},{row['town']}\n")
with open(f"{folder}/post.lua", "w") as file:
    body = json.dumps({"rows": inputs[:1]})
    file.write(f"wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = [[{body}]]\n")
EOF
for model in first second; do
  [ $model = first ] && seed=1 || seed=2
  "$feedforward" train "$work/train.csv" --target kind --hidden 16,8 --epochs 30 --seed $seed \
    --output "$work/$model.safetensors" > "$work/training" 2>&1 || fail "training: $(tail -n 3 "$work/training")"
  "$feedforward" predict "$work/$model.safetensors" "$work/rows.csv" --probabilities > "$work/$model.out"
done
! cmp -s "$work/first.out" "$work/second.out" || fail "the two models predict the same"

cp "$work/first.safetensors" "$work/model.safetensors"
.build/release/PredictionServer "$work/model.safetensors" --port 0 --max-rows 5000 --max-bytes 2000000 2> "$work/log" &
server=$!
for _ in $(seq 100); do
  port=$(sed -nE 's/.*listening at .*:([0-9]+),.*/\1/p' "$work/log")
  [ -z "$port" ] || break
  kill -0 "$server" 2> /dev/null || fail "the server did not start"
  sleep 0.1
done
[ -n "$port" ] || fail "the server does not listen"
at=http://127.0.0.1:$port

# status FILE_OR_TEXT PATH [CURL OPTIONS]: the status; the body goes to $work/answer.
post() {
  curl -s -o "$work/answer" -w '%{http_code}' -H 'Content-Type: application/json' --data-binary "$1" "$at/predict"
}
expect() { # STATUS TEXT BODY
  local status
  status=$(post "$3")
  [ "$status" = "$1" ] && grep -qF -- "$2" "$work/answer" ||
    fail "expected $1 with “$2”, got $status: $(head -c 300 "$work/answer")"
}

[ "$(curl -s "$at/health")" = '{"status":"ok"}' ] || fail "/health"
curl -s "$at/model" | grep -qF '"classes":["far","near"]' || fail "/model: $(curl -s "$at/model")"
echo "ok  /health, /model"

expect 200 '"version":1' "@$work/rows.json"
same() { python3 compare.py "$work/answer" "$work/$1.out" || fail "predictions differ from feedforward predict"; }
same first
echo "ok  100 predictions, the same digits as feedforward predict"

expect 422 'no column “town”' '{"rows": [{"x": 1, "y": 2}]}'
expect 422 'a column “tawn”' '{"rows": [{"x": 1, "y": 2, "town": "Ulm", "tawn": "Ulm"}]}'
expect 422 'expected a number' '{"rows": [{"x": "one", "y": 2, "town": "Ulm"}]}'
expect 422 'Atlantis' '{"rows": [{"x": 1, "y": 2, "town": "Atlantis"}]}'
expect 422 '2 values' '{"rows": [[1, 2]]}'
expect 422 'no rows' '{"rows": []}'
expect 400 'expected {' '{"rows": [{"x": true}]}'
expect 400 'expected {' '{"rows"'
expect 413 'at most 5000' "@$work/many.json"
expect 200 '"version":1' '{"rows": [[1, null, "Ulm"]]}'
head -c 3000000 /dev/zero > "$work/large"
expect 413 'at most 2000000 bytes' "@$work/large"
echo "ok  refusals"

# A file that is no model leaves the one that is there.
echo broken > "$work/model.safetensors"
kill -HUP "$server"
sleep 0.5
expect 200 '"version":1' "@$work/row.json"
grep -q "the model stays as it was" "$work/log" || fail "nothing was said about the broken file"

load() { wrk -t2 -c16 -d"${seconds}s" --latency -s "$work/post.lua" "$at/predict" > "$work/wrk" 2>&1; }
none_failed() { ! grep -E 'Socket errors|Non-2xx' "$work/wrk" || fail "requests failed under load"; }

# Hot replacement: both models in turn, many times, while wrk runs.
load & wrk=$!
replacements=0
while kill -0 "$wrk" 2> /dev/null; do
  for model in second first; do
    cp "$work/$model.safetensors" "$work/next" && mv "$work/next" "$work/model.safetensors"
    kill -HUP "$server"
    replacements=$((replacements + 1))
    sleep 0.1
  done
done
wait "$wrk"
none_failed
for model in second first; do
  cp "$work/$model.safetensors" "$work/next" && mv "$work/next" "$work/model.safetensors"
  kill -HUP "$server"
  sleep 0.5
  expect 200 '"version":' "@$work/rows.json"
  same "$model"
done
echo "ok  about $replacements replacements under load, no failed request; then each model's own digits"
grep -E 'Latency|50%|99%|Requests/sec' "$work/wrk" | sed 's/^/    /'

# Graceful end: a request that is under way is answered, and then nobody listens.
load & wrk=$!
sleep 1
python3 shutdown.py "$port" "$server" "$work/rows.json" || fail "a request under way was not answered"
wait "$server" && status=0 || status=$?
[ "$status" = 0 ] || fail "the server ended with $status"
server=
kill "$wrk" 2> /dev/null || true
wait "$wrk" 2> /dev/null || true
! curl -s "$at/health" > /dev/null || fail "somebody still answers"
echo "ok  graceful end under load"
