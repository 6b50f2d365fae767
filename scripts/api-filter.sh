#!/usr/bin/env bash
# scripts/api-filter.sh FILE: FILE as Doxygen has to read it.
#
# In headers, Doxygen does not know three habits of ours: one `///` comment is for all overloads that stand together;
# one that says "the following" is for all declarations up to the next comment or empty line; an enumeration may be
# declared together with the one member that has its type. In documents, links to other files become plain words.
case $1 in *.md)
  sed -E 's|\[([^]]*)\]\(\.?[^:)]*\)|\1|g' "$1"
  exit ;;
esac
awk '
  function indent(line) { match(line, /^ */); return RLENGTH }
  # What is declared: the last word before its parameters or value.
  function name(code) { sub(/[({=;].*/, "", code); sub(/ +$/, "", code); sub(/.*[ *&~]/, "", code); return code }
  /^ *$/ { doc = ""; print; next }
  /^ *\/\/\/([^<]|$)/ {
    # Doxygen would take it as more of the comment behind the line before.
    if (!in_doc && trailing) print ""
    if (!in_doc) doc = ""
    in_doc = 1; first = 1; level = indent($0); doc = doc $0 "\n"
    print; next
  }
  { in_doc = 0 }
  # Goes with the line after it.
  /^ *template <.*>$/ { template = template $0 "\n"; next }
  {
    if (doc != "" && indent($0) < level) doc = ""
    code = $0
    trailing = sub(/ *\/\/.*$/, "", code)
    starts = (first || ended) && indent($0) == level && $0 !~ /^ *([})]|\/\/|public:|private:|friend )/
    if (code ~ /^ *enum class [a-z_0-9]+( : [a-z_:0-9]+)? \{[^}]*\} [a-z]/) {
      match(code, /\{[^}]*\}/)
      if (doc == "" || !first) print "\n/// Values of the member of this type."
      print substr(code, 1, RSTART + RLENGTH - 1) ";"
      type = code; sub(/^ *enum class /, "", type); sub(/ .*/, "", type)
      if (doc != "" && first && !trailing) printf "%s", doc
      sub(/^[^}]*\}/, type)
    } else if (starts && doc != "" && !first && !trailing && (doc ~ /[Tt]he following/ || name(code) == before || code ~ /operator=\(/)) {
      printf "%s", doc
    }
    printf "%s", template
    template = ""
    if (starts) { before = name(code); first = 0 }
    ended = code ~ /[;}]$/
    print
  }' "$1"
