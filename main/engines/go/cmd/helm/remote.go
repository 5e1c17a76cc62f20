package main

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"

	"engines/abi"

	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// errRemoteValues refuses a values file or --set-file that is a URL.
func errRemoteValues(flag, url string) error {
	return abi.Remote(
		fmt.Errorf("%s %s: a remote file cannot be read while rendering", flag, url),
		"Put the file into the repository and name its path.",
		abi.Reference{Field: flag, URL: url},
	)
}

const schemaFile = "values.schema.json"

// schemaRequest is how helm's schema loader reports a URL that it could not get.
var schemaRequest = regexp.MustCompile(`(?:HTTP request failed for|failed to create HTTP request for) (\S+): `)

// explainSchema names the schema file behind a reference to the network. Which
// references a schema really needs only the validator knows, so they are read
// from its error and not searched for beforehand.
func explainSchema(c *chart.Chart, err error) error {
	var references []abi.Reference
	var lines []string
	for _, match := range schemaRequest.FindAllStringSubmatch(err.Error(), -1) {
		url := match[1]
		file := schemaNaming(c, "", url)
		references = append(references, abi.Reference{File: file, Field: "$ref", URL: url})
		lines = append(lines, fmt.Sprintf("%s: $ref %s: a remote schema cannot be read while rendering", file, url))
	}
	if references == nil {
		return err
	}
	return abi.Remote(
		fmt.Errorf("%s", strings.Join(lines, "\n")),
		"Copy the remote schema into "+schemaFile+" (under $defs), or set skipSchemaValidation.",
		references...,
	)
}

// schemaNaming returns the path of the schema that mentions the URL, from the
// chart's root; a subchart's comes before its parent's of the same name.
func schemaNaming(c *chart.Chart, dir, url string) string {
	if bytes.Contains(c.Schema, []byte(url)) {
		return path.Join(dir, schemaFile)
	}
	for _, d := range c.Dependencies() {
		if file := schemaNaming(d, path.Join(dir, "charts", d.Name()), url); file != "" {
			return file
		}
	}
	if dir == "" {
		return schemaFile // written another way than the URL it means
	}
	return ""
}
