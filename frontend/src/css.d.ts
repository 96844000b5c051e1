/** A stylesheet that the build hands over as text. */
declare module "*.css" {
  const text: string;
  export default text;
}
