module ink.ml/dp/step-runtime

go 1.25
