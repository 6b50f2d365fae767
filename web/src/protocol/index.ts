export * from './errors';
export * from './events';
export * from './limits';
export * as rest from './rest';
export { ShapeError, type Shape } from './shape';
export type {
  Announcement,
  ChatFile,
  LinkPreview,
  Me,
  Member,
  MemberChange,
  MemberRole,
  Message,
  MessageKind,
  ChosenPresence,
  NotifyLevel,
  Patch,
  Presence,
  Profile,
  PublicRoom,
  Quote,
  Reaction,
  Room,
  RoomKind,
  ServerRole,
  Session,
  User,
} from './types';
export { chosenPresences, memberRoles, notifyLevels } from './types';
