import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { theme } from './lib/theme.svelte';
import { router } from './lib/router.svelte';
import { live } from './lib/live.svelte';

theme.start();
router.start();
live.start();
const target = document.getElementById('app');
if (target) mount(App, { target });
