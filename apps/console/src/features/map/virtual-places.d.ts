/** The list of cities that the build makes: tools/places.ts. */
declare module 'virtual:places' {
  /** Address of the list of cities that the build makes. */
  export const placesUrl: string;
}
