#!/usr/bin/env bash
# The whole life of a thumbnail by curl, against `./thumbworks up`: estimate, consent, upload, project, queue, stream,
# cancel and retry, other words, a zip of every size, and everything erased with a receipt.
#
#   ./thumbworks up &
#   docs/life.sh me.jpg [http://127.0.0.1:8000]
#
# At the end the selfies, what was measured on them and the consent are gone; the account stays. Where the API wants a
# token, it is read from THUMBWORKS_TOKEN. Needs curl and python3.
set -euo pipefail

selfie=${1:?usage: docs/life.sh SELFIE [API]}
api=${2:-http://127.0.0.1:8000}
out=$(mktemp -d)
token=${THUMBWORKS_TOKEN:+authorization: Bearer $THUMBWORKS_TOKEN}

say() { printf '\n== %s\n' "$*"; }
call() { curl -sS --noproxy '*' --fail-with-body ${token:+-H "$token"} "$@"; }
post() { call -X POST "$api$1" -H 'content-type: application/json' -d "${2:-{\}}" "${@:3}"; }
field() { python3 -c "import json, sys; print(json.load(sys.stdin)$1)"; }

# watch JOB STATUS: show what happens until the job is over, and go on only if it ended as it should.
watch() {
  call -N --max-time 300 "$api/stream/jobs/$1" | sed -n 's/^event: /  /p'
  status=$(call "$api/jobs/$1" | field '["status"]')
  [ "$status" = "$2" ] || { echo "$1 is $status, not $2" >&2; exit 1; }
  echo "$1 $status"
}

say "What would it cost? Nothing is written, and nobody's face is needed yet"
post /estimate '{"brief": {"headline": "STOP DOING THIS"}, "quality": "std", "variants": 2}' >"$out/estimate.json"
field '["cost"]["total"], "credits"' <"$out/estimate.json"
field '["model_plan"]["reason"]' <"$out/estimate.json"

say "Consent: a face is used only with its owner's recorded word"
post /me/consent | field '["id"]'

say "A selfie, looked at while we wait"
call -F "file=@$selfie" "$api/upload/selfie" >"$out/selfie.json"
field '["face"]' <"$out/selfie.json"
asset=$(field '["asset_id"]' <"$out/selfie.json")

say "A project; sent twice with one key, made once"
key="life-$(python3 -c 'import uuid; print(uuid.uuid4())')"
brief='{"headline": "STOP DOING THIS", "refs": ["'$asset'"], "model_pref": "studio"}'
project=$(post /project "$brief" -H "idempotency-key: $key" | field '["id"]')
[ "$project" = "$(post /project "$brief" -H "idempotency-key: $key" | field '["id"]')" ]
echo "$project"

say "A rehearsal of the button, then the button"
run='{"quality": "std", "variants": 2, "seed": 12345}'
post "/project/$project/queue?dry_run=true" "$run" >"$out/rehearsal.json"
field '["blockers"]' <"$out/rehearsal.json"
job=$(post "/project/$project/queue" "$run" | field '["id"]')

say "What happens, as it happens"
watch "$job" succeeded

say "A run that is taken back, and tried again"
second=$(post "/project/$project/queue" '{"quality": "draft", "variants": 4}' | field '["id"]')
post "/jobs/$second/cancel" | field '["status"]'
watch "$second" canceled
again=$(post "/jobs/$second/retry" | field '["id"]')
watch "$again" succeeded

say "Other words on a finished picture, free"
call "$api/projects/$project/renders?job_id=$job" >"$out/renders.json"
render=$(field '["items"][0]["id"]' <"$out/renders.json")
picture=$(field '["items"][0]["asset_id"]' <"$out/renders.json")
post "/renders/$render/text" '{"headline": "DO THIS INSTEAD"}' | field '["id"]'

say "Every size, in one file"
post "/renders/$render/export" '{"sizes": ["all"], "formats": ["png", "jpg"]}' -o "$out/thumbnails.zip"
python3 -m zipfile -l "$out/thumbnails.zip"

say "One picture erased, with its revisions; the receipt says what and when"
call -X DELETE "$api/assets/$picture" | python3 -m json.tool

say "Every selfie and everything measured on it erased, and consent taken back"
call -X DELETE "$api/me/biometrics" >"$out/receipt.json"
python3 -m json.tool <"$out/receipt.json"
call "$api$(field '["url"]' <"$out/receipt.json")" | field '["state"]'

say "Done. The zip and the answers are in $out"
