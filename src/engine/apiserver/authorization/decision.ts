// What an authorizer says (apiserver/pkg/authorization/authorizer/interfaces.go).
export interface Decision {
  readonly allowed: boolean;
  /** Why, or why not; worded only when somebody asks. */
  reason(): string;
}
