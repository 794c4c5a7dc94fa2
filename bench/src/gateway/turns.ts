/** Who goes first changes from round to round. */
export function inTurn<One>(them: One[], round: number): One[] {
  return round % 2 === 0 ? them : them.toReversed();
}
