package main

import (
	"cmp"
	"slices"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// settle corrects the times in the managedFields of object. The field manager
// stamps every write with the clock. The server takes that back when nothing but
// times has changed; else the caller's time (when given) takes the clock's place.
func settle(live, object *unstructured.Unstructured, time *metav1.Time) {
	before, after := live.GetManagedFields(), object.GetManagedFields()
	if len(before) > 0 && sameButTimes(live, object, before, after) {
		object.SetManagedFields(before)
		return
	}
	if time == nil {
		return
	}
	for i := range after {
		// An owner that found everything as it wanted has no time on the server either.
		if after[i].Time != nil && !slices.ContainsFunc(before, func(b metav1.ManagedFieldsEntry) bool {
			return sameOwner(b, after[i]) && b.Time.Equal(after[i].Time)
		}) {
			after[i].Time = time
		}
	}
	slices.SortStableFunc(after, compareEntries)
	object.SetManagedFields(after)
}

func sameButTimes(live, object *unstructured.Unstructured, before, after []metav1.ManagedFieldsEntry) bool {
	if len(before) != len(after) {
		return false
	}
	for _, a := range after {
		if !slices.ContainsFunc(before, func(b metav1.ManagedFieldsEntry) bool {
			return sameOwner(a, b) && equality.Semantic.DeepEqual(a.FieldsV1, b.FieldsV1)
		}) {
			return false
		}
	}
	bare := func(u *unstructured.Unstructured) *unstructured.Unstructured {
		u = u.DeepCopy()
		u.SetManagedFields(nil)
		return u
	}
	return equality.Semantic.DeepEqual(bare(live), bare(object))
}

func sameOwner(a, b metav1.ManagedFieldsEntry) bool {
	return a.Manager == b.Manager && a.Operation == b.Operation && a.APIVersion == b.APIVersion && a.Subresource == b.Subresource
}

// compareEntries is the server's order of managedFields.
func compareEntries(a, b metav1.ManagedFieldsEntry) int {
	return cmp.Or(
		cmp.Compare(a.Operation, b.Operation),
		cmp.Compare(seconds(a.Time), seconds(b.Time)),
		cmp.Compare(a.Manager, b.Manager),
		cmp.Compare(a.APIVersion, b.APIVersion),
		cmp.Compare(a.Subresource, b.Subresource),
	)
}

func seconds(t *metav1.Time) int64 {
	if t == nil {
		return 0
	}
	return t.Unix()
}
