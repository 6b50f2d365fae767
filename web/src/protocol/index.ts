export * from './errors';
export * from './events';
export * from './limits';
export * as rest from './rest';
export { ShapeError, type Shape } from './shape';
export type { ChatFile, Me, Message, PublicRoom, Room, RoomKind, Session, User } from './types';
