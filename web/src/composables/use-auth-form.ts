import { reactive, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { asChatError } from '@/protocol';
import { useWords } from './use-words';

export const passwordMin = 8;
export const nameMax = 64;

export interface AuthFields {
  email: string;
  password: string;
  name: string;
}

/** The shared part of the login and register forms: what was typed, what is wrong with it, and the one request under way. */
export function useAuthForm(mode: 'login' | 'register', submit: (fields: AuthFields) => Promise<void>) {
  const { t } = useI18n();
  const { errorText } = useWords();
  const fields = reactive<AuthFields>({ email: '', password: '', name: '' });
  const errors = reactive<AuthFields>({ email: '', password: '', name: '' });
  const failure = ref('');
  const busy = ref(false);

  function emailError(email: string): string {
    if (email === '') return t('auth.emailRequired');
    return /^[^\s@]+@[^\s@]+$/.test(email) ? '' : t('auth.emailInvalid');
  }

  function passwordError(password: string): string {
    if (password === '') return t('auth.passwordRequired');
    return mode === 'register' && Array.from(password).length < passwordMin ? t('auth.passwordShort', { min: passwordMin }) : '';
  }

  async function onSubmit(): Promise<void> {
    if (busy.value) return;
    const given: AuthFields = { email: fields.email.trim(), password: fields.password, name: fields.name.trim() };
    errors.email = emailError(given.email);
    errors.password = passwordError(given.password);
    errors.name = Array.from(given.name).length > nameMax ? t('auth.nameLong', { max: nameMax }) : '';
    failure.value = '';
    if (errors.email || errors.password || errors.name) return;
    busy.value = true;
    try {
      await submit(given);
    } catch (reason) {
      const error = asChatError(reason);
      if (error.field === 'name') errors.name = errorText(error);
      else failure.value = errorText(error);
    } finally {
      busy.value = false;
    }
  }

  return { fields, errors, failure, busy, onSubmit };
}
