# shellcheck shell=bash
# A server and a client as a scaffold makes them: source it.

server_pid=

stop_server() {
    if [ -n "$server_pid" ]; then
        kill -KILL "$server_pid" 2>/dev/null || true
    fi
}
trap stop_server EXIT

# check_programs SERVER CLIENT: the server takes a free port, says which, and leaves on SIGTERM; the
# client is told UNIMPLEMENTED.
check_programs() {
    local line port='' status=0
    mkfifo server_output
    "$1" --port 0 >server_output &
    server_pid=$!
    exec 3<server_output
    while [ -z "$port" ] && read -r -t 20 line <&3; do
        [[ $line =~ port\ ([0-9]+)$ ]] && port=${BASH_REMATCH[1]}
    done
    [ -n "$port" ] || fail "the server does not say where it listens"

    "$2" --port "$port" >client_output 2>&1 || status=$?
    [ "$status" -eq 1 ] || fail "the client exits with $status: $(cat client_output)"
    grep -q "Unsupported UNIMPLEMENTED: acme_shop_shop_handle_get_price is not written yet" client_output ||
        fail "the client says: $(cat client_output)"

    kill -TERM "$server_pid"
    status=0
    wait "$server_pid" || status=$?
    server_pid=
    exec 3<&-
    rm server_output client_output
    [ "$status" -eq 0 ] || fail "the server exits with $status"

    # config.yml counts, and the command line before it.
    printf 'connection:\n  # a comment\n  host: nowhere.invalid\n' >bad.yml
    "$1" --config bad.yml --port 0 >client_output 2>&1 && fail "the configuration is not read"
    printf 'connection\n' >bad.yml
    "$2" --config bad.yml >client_output 2>&1 && fail "a bad configuration is read"
    grep -q 'bad.yml:1: expected `key: value`' client_output || fail "$(cat client_output)"
    status=0
    "$2" --nonsense >client_output 2>&1 || status=$?
    [ "$status" -eq 2 ] || fail "an unknown option is accepted"
    rm bad.yml client_output
}
