#!/usr/bin/env bash
# certificates.sh FOLDER: makes the keys and certificates of the tests there, anew.
set -euo pipefail

folder=$1

if ! command -v openssl >/dev/null; then
    echo "skipped: the tests of TLS need openssl"
    rm -rf "$folder"
    exit 77
fi

rm -rf "$folder"
mkdir -p "$folder/issued"
cd "$folder"
touch issued/index
echo 1000 >issued/serial

year=$(date +%Y)
now=("$((year - 1))0101000000Z" "$((year + 2))0101000000Z")
past=("$((year - 3))0101000000Z" "$((year - 2))0101000000Z")
future=("$((year + 1))0101000000Z" "$((year + 2))0101000000Z")

rsa_key() { openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key"; }
ec_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }

# sign NAME KEY CA SUBJECT EXTENSION FROM TO: NAME.crt, which CA.key signs for KEY.key; of itself if
# CA is NAME.
sign() {
    local name=$1 key=$2 ca=$3 subject=$4 extension=$5 from=$6 to=$7
    local by=(-cert "$ca.crt" -keyfile "$ca.key")

    if [ "$ca" = "$name" ]; then
        by=(-selfsign -keyfile "$ca.key")
    fi
    printf '%s\n' "[ca]" "default_ca = all" "[all]" "new_certs_dir = issued" \
        "database = issued/index" "serial = issued/serial" "default_md = sha256" \
        "policy = any" "unique_subject = no" "x509_extensions = given" "[any]" \
        "commonName = optional" "[given]" "$extension" >issued/config
    openssl req -new -key "$key.key" -subj "$subject" -out issued/request
    openssl ca -batch -notext -config issued/config "${by[@]}" -in issued/request \
        -startdate "$from" -enddate "$to" -out "$name.crt"
}

make_all() {
    local ca="basicConstraints = critical, CA:true"
    local here="subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1"
    local caller="subjectAltName = DNS:client.test, URI:spiffe://test/client"
    # A name that ends, for who reads it as text of C, before the 0 inside: "a\0b" of type DNS.
    local cut="subjectAltName = DER:30:05:82:03:61:00:62"

    rsa_key ca
    ec_key other_ca
    ec_key between
    ec_key server
    rsa_key server_rsa
    ec_key client
    openssl pkey -aes128 -passout pass:secret -in server.key -out encrypted.key

    sign ca ca ca "/CN=Test CA" "$ca" "${now[@]}"
    sign other_ca other_ca other_ca "/CN=Other CA" "$ca" "${now[@]}"
    sign between between ca "/CN=Between" "$ca" "${now[@]}"

    sign server server ca /CN=server "$here" "${now[@]}"
    sign server_rsa server_rsa ca /CN=server_rsa "$here" "${now[@]}"
    sign server_other server other_ca /CN=server_other "$here" "${now[@]}"
    sign elsewhere server ca /CN=elsewhere "subjectAltName = DNS:elsewhere.test" "${now[@]}"
    sign expired server ca /CN=expired "$here" "${past[@]}"
    sign early server ca /CN=early "$here" "${future[@]}"
    sign leaf server between /CN=leaf "$here" "${now[@]}"
    cat leaf.crt between.crt >chain.crt

    sign client client ca "/CN=client of test" "$caller" "${now[@]}"
    sign client_plain client ca /CN=plain "basicConstraints = CA:false" "${now[@]}"
    sign client_other client other_ca /CN=client_other "$caller" "${now[@]}"
    sign client_expired client ca /CN=client_expired "$caller" "${past[@]}"
    sign client_cut client ca /CN=cut "$cut" "${now[@]}"

    echo "no PEM at all" >garbage.pem
    : >empty.pem
    head -c -100 server.crt | cat ca.crt - >broken.crt
    cat ca.crt other_ca.crt >both_cas.crt
}

make_all >log 2>&1 || {
    cat log
    exit 1
}
touch complete
