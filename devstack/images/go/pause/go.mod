module ink.ml.dp/devstack/pause

go 1.26
