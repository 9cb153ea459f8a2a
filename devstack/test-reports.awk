# Reads JUnit reports and prints one line for each test that failed (-v kind=failed), or that failed and then passed
# (-v kind=flaky): what it is, why, and the first cause of that, which the build tool's own summary leaves out.
function attribute(name) {
  return match($0, " " name "=\"[^\"]*") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : ""
}

function plain(text) {
  gsub(/&#(10|13|9);/, " ", text)
  gsub(/&lt;/, "<", text)
  gsub(/&gt;/, ">", text)
  gsub(/&quot;/, "\"", text)
  gsub(/&apos;/, "'", text)
  gsub(/&amp;/, "\\&", text)
  gsub(/[ \t]+/, " ", text)
  sub(/^ /, "", text)
  return substr(text, 1, 400)
}

function tell() {
  if (told) print "  " test (why == "" ? "" : ": " why) (cause == "" ? "" : "\n    caused by " cause)
  told = 0
}

BEGIN { element = kind == "flaky" ? "<flaky(Failure|Error)[ >]" : "<(failure|error)[ >]" }
/<testcase / { tell(); test = attribute("classname") "." attribute("name"); why = cause = "" }
$0 ~ element && !told { told = reading = 1; why = plain(attribute("message")) }
reading && /^ *Caused by: / { cause = $0; sub(/^ *Caused by: /, "", cause); cause = plain(cause) }
/<\/(failure|error|flakyFailure|flakyError)>|<\/stackTrace>/ { reading = 0 }
/<\/testsuite>/ { tell() }
