package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"engines/abi"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
)

// mergeArgs is what both ways to write have in common.
type mergeArgs struct {
	Live        json.RawMessage `json:"live"` // with metadata.managedFields; null: create
	Manager     string          `json:"manager"`
	Subresource string          `json:"subresource"`
	// ResetFields are paths of field names that this endpoint leaves as they
	// are, so that the manager never owns them (for example status).
	ResetFields [][]string   `json:"resetFields"`
	Time        *metav1.Time `json:"time"` // for the entries that change; null: the clock
}

type applyArgs struct {
	mergeArgs
	Applied json.RawMessage `json:"applied"`
	Force   bool            `json:"force"`
}

type updateArgs struct {
	mergeArgs
	Updated json.RawMessage `json:"updated"`
}

type applied struct {
	Object    map[string]any `json:"object,omitempty"`
	Conflicts []conflict     `json:"conflicts"`
	Message   string         `json:"message,omitempty"`
}

type conflict struct {
	Field   string `json:"field"`
	Message string `json:"message"`
	Manager string `json:"manager"`
}

type updated struct {
	Object map[string]any `json:"object"`
}

// apply returns the object as the server would store it, managedFields
// included, before defaulting and admission; or the conflicts.
func apply(req *abi.Request) (any, error) {
	var args applyArgs
	if err := req.Decode(&args); err != nil {
		return nil, err
	}
	desired, err := decodeObject("applied", args.Applied)
	if err != nil {
		return nil, err
	}
	live, fields, err := args.prepare(req.Tree, desired)
	if err != nil {
		return nil, err
	}
	merged, err := fields.Apply(live.DeepCopy(), desired, args.Manager, args.Force)
	if conflicts := conflictsOf(err); conflicts != nil {
		return applied{Conflicts: conflicts, Message: err.Error()}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("apply: %w", err)
	}
	return applied{Object: args.stamp(live, merged), Conflicts: []conflict{}}, nil
}

// update returns the new object with the owners that the server would record
// for a PUT, or for a patch that is not server-side apply.
func update(req *abi.Request) (any, error) {
	var args updateArgs
	if err := req.Decode(&args); err != nil {
		return nil, err
	}
	object, err := decodeObject("updated", args.Updated)
	if err != nil {
		return nil, err
	}
	live, fields, err := args.prepare(req.Tree, object)
	if err != nil {
		return nil, err
	}
	merged, err := fields.Update(live.DeepCopy(), object, args.Manager)
	if err != nil {
		return nil, fmt.Errorf("update: %w", err)
	}
	return updated{Object: args.stamp(live, merged)}, nil
}

func (a *mergeArgs) prepare(tree *abi.Tree, written *unstructured.Unstructured) (*unstructured.Unstructured, *managedfields.FieldManager, error) {
	converter, err := typeConverter(tree)
	if err != nil {
		return nil, nil, err
	}
	kind := written.GroupVersionKind()
	live := &unstructured.Unstructured{Object: map[string]any{}}
	if len(a.Live) > 0 && string(a.Live) != "null" {
		if live, err = decodeObject("live", a.Live); err != nil {
			return nil, nil, err
		}
	} else {
		live.SetGroupVersionKind(kind)
	}
	var reset map[fieldpath.APIVersion]fieldpath.Filter
	if len(a.ResetFields) > 0 {
		set := fieldpath.NewSet()
		for _, names := range a.ResetFields {
			p := fieldpath.Path{}
			for _, name := range names {
				p = append(p, fieldpath.PathElement{FieldName: &name})
			}
			set.Insert(p)
		}
		reset = map[fieldpath.APIVersion]fieldpath.Filter{
			fieldpath.APIVersion(kind.GroupVersion().String()): fieldpath.NewExcludeSetFilter(set),
		}
	}
	fields, err := managedfields.NewDefaultCRDFieldManager(converter, versions{}, versions{}, versions{}, kind, kind.GroupVersion(), a.Subresource, reset)
	return live, fields, err
}

// decodeObject keeps integers as int64, like the server.
func decodeObject(name string, data json.RawMessage) (*unstructured.Unstructured, error) {
	object := map[string]any{}
	if err := utiljson.Unmarshal(data, &object); err != nil {
		return nil, abi.Coded("BAD_REQUEST", fmt.Errorf("%s: %w", name, err))
	}
	u := &unstructured.Unstructured{Object: object}
	if kind := u.GroupVersionKind(); kind.Version == "" || kind.Kind == "" {
		return nil, abi.Coded("BAD_REQUEST", fmt.Errorf("%s: apiVersion and kind must be set", name))
	}
	return u, nil
}

func conflictsOf(err error) []conflict {
	var status apierrors.APIStatus
	if !errors.As(err, &status) || !apierrors.IsConflict(err) || status.Status().Details == nil {
		return nil
	}
	var conflicts []conflict
	for _, cause := range status.Status().Details.Causes {
		if cause.Type == metav1.CauseTypeFieldManagerConflict {
			conflicts = append(conflicts, conflict{cause.Field, cause.Message, strings.TrimPrefix(cause.Message, "conflict with ")})
		}
	}
	return conflicts
}

// stamp settles the times: a write that changes nothing else leaves them, as on
// the server, and the others get the caller's time.
func (a *mergeArgs) stamp(live *unstructured.Unstructured, merged runtime.Object) map[string]any {
	object := merged.(*unstructured.Unstructured)
	settle(live, object, a.Time)
	return object.Object
}
