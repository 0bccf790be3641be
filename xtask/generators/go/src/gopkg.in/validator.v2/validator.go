// Package validator stands in for gopkg.in/validator.v2 2.0.1, which the client asks for and no registry within reach has: Debian's
// is older and refuses whatever is no struct. The types of the client carry no rules, so nothing of them is invalid.
package validator

// Validate finds nothing wrong.
func Validate(any) error { return nil }
