"""Samarkand: a clearing house for goods-for-goods trade."""
