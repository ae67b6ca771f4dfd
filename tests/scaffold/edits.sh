# shellcheck shell=bash
# The modes in which a user's edits are never overwritten; run.sh sources it.

twice() {
    scaffold_shop
    snapshot app >before
    scaffold_shop
    snapshot app >after
    diff before after || fail "a second run changes something"
    expect_silence
    [ "$(wc -l <before)" -eq 11 ] || fail "expected 11 files, got: $(cat before)"

    # Two services with the files that are the same for all.
    sed 's/acme\.shop/acme.fair/; s/Shop/Fair/' proto/shop.proto >proto/fair.proto
    scaffold scaffold=app fair.proto
    snapshot app | grep -v fair >after
    diff before after || fail "another .proto changes something"
    [ -f app/fair_handlers.c ] || fail "another .proto has no handlers"
    expect_said "app/CMakeLists.txt: is yours and stays as it is; add fair_server and fair_client"
}

edited() {
    scaffold_shop
    local file
    for file in app/*; do
        [[ $file == *_wiring.? ]] || echo "/* mine, without a line end */" | tr -d '\n' >>"$file"
    done
    sed -i '0,/TODO: fill in `response`/s||Filled in|' app/shop_handlers.c
    chmod 640 app/shop_handlers.c
    cp -a app before
    add_rpc Haggle
    add_rpc Weigh
    remove_rpc Close
    scaffold_shop
    expect_said "app/shop_handlers.c: handlers of new rpcs appended"
    expect_said "acme_shop_shop_handle_close() belongs to no rpc of shop.proto any more"
    expect_kept before/shop_handlers.c app/shop_handlers.c
    [ "$(stat -c '%a %i' app/shop_handlers.c)" = "640 $(stat -c %i app/shop_handlers.c)" ] ||
        fail "the permissions have changed"
    for file in app/*; do
        [[ $file == *_wiring.? || $file == *_handlers.c ]] ||
            cmp "$file" "before/${file#app/}" || fail "$file has changed"
    done
    expect_count "int acme_shop_shop_handle_haggle(" app/shop_handlers.c 1
    expect_count " * Haggle!" app/shop_handlers.c 1
    expect_count ".weigh = acme_shop_shop_handle_weigh," app/shop_wiring.c 1
    expect_count "handle_close" app/shop_wiring.c 0
    # What is lost has no declaration any more.
    warnings=${warnings/-Wmissing-prototypes/}
    compile app

    snapshot app >before.txt
    scaffold_shop
    snapshot app >after.txt
    diff before.txt after.txt || fail "a second run changes something"
    expect_said "acme_shop_shop_handle_close() belongs to no rpc of shop.proto any more"
}

# A service is gained, another one lost.
lost_service() {
    scaffold_shop
    cp app/shop_handlers.c before.c
    sed -i 's/service Store/service Cellar/' proto/shop.proto
    scaffold_shop
    expect_said "acme_shop_store_handle_count() belongs to no rpc of shop.proto any more"
    expect_kept before.c app/shop_handlers.c
    expect_count "store" app/shop_wiring.h 0
    expect_count "acme_shop_cellar_service cellar;" app/shop_wiring.h 1
    expect_count "int acme_shop_cellar_handle_count(" app/shop_handlers.c 1
}

crlf() {
    scaffold_shop
    sed -i 's/$/\r/' app/*
    truncate -s -2 app/shop_handlers.c
    cp app/shop_handlers.c before.c
    snapshot app >before
    scaffold_shop
    snapshot app >after
    diff before after || fail "line ends make a difference"
    add_rpc Haggle
    scaffold_shop
    expect_kept before.c app/shop_handlers.c
    if grep -qv $'\r$' app/shop_handlers.c; then
        fail "line ends are mixed"
    fi
    tail -c +"$(($(stat -c %s before.c) + 1))" app/shop_handlers.c | head -c 2 | cmp - <(printf '\r\n')
}

# Handlers may live in several files; comments and dead code are no handlers.
moved() {
    scaffold_shop
    {
        echo '#include "shop_handlers.h"'
        sed -n '/^int acme_shop_shop_handle_close/,/^}/p' app/shop_handlers.c
    } >app/more.c
    sed -i '/^int acme_shop_shop_handle_close/,/^}/d' app/shop_handlers.c
    cp -a app before
    scaffold_shop
    diff -r before app || fail "a handler that was moved is written again"

    sed -i '/^int acme_shop_shop_handle_get_price/,/^}/d' app/shop_handlers.c
    {
        echo '// int acme_shop_shop_handle_get_price(void) {'
        echo '#if 0'
        echo 'int acme_shop_shop_handle_get_price(void) { }'
        echo '#endif'
    } >>app/shop_handlers.c
    scaffold_shop
    expect_count "int acme_shop_shop_handle_get_price(acme" app/shop_handlers.c 1
    compile app
}

renamed() {
    scaffold scaffold=app/till.c shop.proto || fail "$(cat said)"
    [ -f app/till.c ] || fail "the name given is not taken"
    [ ! -e app/shop_handlers.c ] || fail "the name given is not the only one"
    expect_count "shop_server.c till.c shop_wiring.c" app/CMakeLists.txt 1
    expect_count "shop_server.o till.o shop_wiring.o settings.o" app/Makefile 1
    cp app/till.c before.c

    # A handlers file alone is asked for: nothing else comes back.
    rm app/shop_server.c app/CMakeLists.txt
    add_rpc Haggle
    scaffold scaffold=app/till.c shop.proto || fail "$(cat said)"
    expect_kept before.c app/till.c
    expect_count "int acme_shop_shop_handle_haggle(" app/till.c 1
    [ ! -e app/shop_server.c ] || fail "a program was written"
    [ ! -e app/CMakeLists.txt ] || fail "a build file was written"

    # The directory is enough to find it again.
    add_rpc Weigh
    scaffold_shop
    expect_count "int acme_shop_shop_handle_weigh(" app/till.c 1
    [ ! -e app/shop_handlers.c ] || fail "the renamed handlers file is not found"
}

wiring() {
    scaffold_shop
    add_rpc Haggle
    echo 'int mine;' >>app/shop_wiring.c
    snapshot app >before
    if scaffold scaffold=app shop.proto; then
        fail "edited wiring is accepted"
    fi
    expect_said "app/shop_wiring.c: was edited, and would be written anew; move your changes to"
    snapshot app >after
    diff before after || fail "something was written in spite of the error"
    rm app/shop_wiring.c
    scaffold_shop
    expect_count ".haggle = " app/shop_wiring.c 1

    # Formatting is no edit.
    sed -i 's/^    /\t/; s/$/\r/' app/shop_wiring.c
    snapshot app >before
    scaffold_shop
    snapshot app >after
    diff before after || fail "formatted wiring is written anew"
}
