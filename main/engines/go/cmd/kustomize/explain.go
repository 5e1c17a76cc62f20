package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"engines/abi"

	"sigs.k8s.io/kustomize/api/types"
)

// shown is a path of the tree as the host knows it.
func shown(p string) string {
	return strings.TrimPrefix(strings.TrimPrefix(p, mount), "/")
}

// explain tags what kustomize says where there is a way out, and leaves the
// directory that only the engine knows out of its words.
func explain(err error) error {
	var coded *abi.Error
	if errors.As(err, &coded) {
		return err
	}
	text := strings.ReplaceAll(err.Error(), mount, "")
	shownErr := errors.New(text)
	var request *errNetwork
	switch {
	case errors.As(err, &request):
		return abi.Remote(shownErr, "Copy the file into the repository and refer to it by path.", abi.Reference{URL: request.url})
	case strings.Contains(text, "no 'git' program on path"):
		return abi.Remote(shownErr, "Copy the base into the repository and refer to it by path.")
	case types.IsErrOnlyBuiltinPluginsAllowed(err):
		return unsupported(shownErr, nil, "Generators, transformers and validators that are programs or containers do not run here: keep their output in the repository, or use a built-in transformer.")
	case strings.Contains(text, "must specify --enable-helm"):
		return unsupported(shownErr, nil, helmAdvice)
	default:
		return shownErr
	}
}

const helmAdvice = "Deploy the chart as an application of its own (spec.sources or a second Application), or keep the output of `helm template` in the repository."

// errHelmCharts refuses charts inside a kustomization: kustomize would start the
// helm program for them.
func errHelmCharts(charts []abi.Reference) error {
	lines := make([]string, len(charts))
	for i, c := range charts {
		lines[i] = fmt.Sprintf("%s: %s %s", c.File, c.Field, c.URL)
	}
	return unsupported(fmt.Errorf("charts inside a kustomization are not inflated: %s", strings.Join(lines, "; ")), charts, helmAdvice)
}

func unsupported(err error, details any, advice string) error {
	return &abi.Error{Code: "UNSUPPORTED", Err: err, Details: details, Advice: advice}
}

// errNetwork is the answer to every HTTP request of the engine.
type errNetwork struct{ url string }

func (e *errNetwork) Error() string { return "no network inside the engine: " + e.url }

type offline struct{}

func (offline) RoundTrip(request *http.Request) (*http.Response, error) {
	return nil, &errNetwork{request.URL.String()}
}

func init() { http.DefaultTransport = offline{} }
