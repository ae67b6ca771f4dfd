#!/bin/sh
# A plugin of protoc that keeps what it is asked, and answers nothing.
exec cat >"$PIPC_REQUEST"
