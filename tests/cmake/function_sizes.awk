# Measures the functions of C and C++ that is formatted as .clang-format says: a brace in the first
# column after a line that ends a list of parameters opens one, the next such brace closes it.
# Prints those longer than `most`, and whether enough of the others are shorter than `short`.

FNR == 1 { opened = 0; before = "" }
$0 == "{" && before ~ /\)( const)?( override)?$/ { opened = FNR; name = head }
/^[A-Za-z].*\(/ { head = $0 }
/^}/ && opened {
    lines = FNR - opened + 1
    count++
    if (lines < short)
        shorter++
    if (lines > most)
        printf "%s:%d: %d lines, expected %d at most: %s\n", FILENAME, opened, lines, most, name
    opened = 0
}
{ before = $0 }

END {
    if (count < 100)
        printf "only %d functions were found\n", count
    else if (shorter * 100 < count * percent)
        printf "%d of %d functions have less than %d lines, expected %d %% of them\n",
            shorter, count, short, percent
}
